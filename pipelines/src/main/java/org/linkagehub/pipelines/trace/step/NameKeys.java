package org.linkagehub.pipelines.trace.step;

/**
 * By what a name is found. Null where the name lacks the part.
 *
 * @param familySound what the alphanumeric trace compares of the family name
 * @param givenSound what it compares of the given name
 * @param familyBlock what the blocks compare of the family name
 * @param givenBlock what they compare of the given name
 */
record NameKeys(String familySound, String givenSound, String familyBlock, String givenBlock) {}
