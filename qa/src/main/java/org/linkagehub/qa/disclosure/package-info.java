/**
 * Disclosure control: what may leave of counts of people, so that nobody can be told from them.
 * Small counts are withheld, others rounded, and everything else is computed from what is left.
 */
package org.linkagehub.qa.disclosure;
