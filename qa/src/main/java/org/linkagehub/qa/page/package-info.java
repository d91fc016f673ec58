/**
 * Pages for readers: headings, figures, tables and charts as one HTML file that needs no network,
 * can be printed and read aloud, and escapes every value that it shows. The same page as JSON and
 * CSV.
 */
package org.linkagehub.qa.page;
