package org.linkagehub.core.spark;

import org.linkagehub.core.model.BlockingRule;

/**
 * A block with so many records that an engine does well to make its pairs in several tasks.
 *
 * @param keyHash of its keys, as {@link BlockSizes#keyHash} has it
 */
public record LargeBlock(BlockingRule rule, long keyHash, long records) {}
