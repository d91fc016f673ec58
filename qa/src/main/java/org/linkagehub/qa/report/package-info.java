/**
 * The report of a linkage for those who are to use its links: can they, for what, and for whom not.
 * It is made of tables alone and does not know how links were made.
 */
package org.linkagehub.qa.report;
