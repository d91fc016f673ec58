/**
 * The fast way to compare records: what a model and its blocking rules ask of two records, compiled
 * to plain Java over encoded records, a batch of pairs at a time. {@code core.spark.block} moves
 * the records; what cannot be compiled is left to the engine in SQL.
 */
package org.linkagehub.core.engine;
