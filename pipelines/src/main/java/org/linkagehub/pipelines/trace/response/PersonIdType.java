package org.linkagehub.pipelines.trace.response;

/**
 * What a Person_ID is. Source: MPS Diagnostics User Guide 1.0.0; the order in which one is chosen:
 * Person_ID Handbook for HES users, section 3.9.
 */
public enum PersonIdType {
  /** Of the person whom the index knows. */
  NHSNUMBER,
  /** Of a record of the bucket. */
  MPS_ID,
  /** Of this one row: links nothing to anything. */
  ONE_TIME_USE_ID
}
