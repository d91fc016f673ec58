/**
 * Settings: HOCON text read into records that cannot be wrong. Every problem of a file is found in
 * one reading and reported with its file, line and key.
 */
package org.linkagehub.core.config;
