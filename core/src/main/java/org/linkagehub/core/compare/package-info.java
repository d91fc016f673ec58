/**
 * Similarity and distance of two values, in plain Java.
 *
 * <p>Every text function counts Unicode code points, so Ł is one character wherever it is compared.
 * Case, accents and spaces count: standardise first. A function comes in up to three forms of the
 * same arithmetic: over {@link java.lang.String}, over ASCII {@code byte[]} and over {@code int[]}
 * code points. The array forms allocate nothing: they work in a {@link
 * org.linkagehub.core.compare.Scratch} of the caller.
 */
package org.linkagehub.core.compare;
