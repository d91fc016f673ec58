/** Cleaning of one value: steps that each become an SQL expression over one record. */
package org.linkagehub.core.standardise;
