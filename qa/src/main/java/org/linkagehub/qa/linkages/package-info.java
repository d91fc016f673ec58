/** Two linkages of the same requests, compared request by request. */
package org.linkagehub.qa.linkages;
