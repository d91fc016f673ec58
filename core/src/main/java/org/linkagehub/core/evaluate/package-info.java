/**
 * SQL expressions evaluated in plain Java, to the bit as Spark evaluates them: what scores one pair
 * in memory.
 */
package org.linkagehub.core.evaluate;
