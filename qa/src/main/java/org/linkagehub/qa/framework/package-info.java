/**
 * The Quality Assurance Framework for data linkage: for each of its aspects the evidence that a run
 * gives, a rating proposed by rules of our own, and what people answered.
 */
package org.linkagehub.qa.framework;
