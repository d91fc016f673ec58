/** Checks of measures against declared bounds: pass, warn or fail, with the reason. */
package org.linkagehub.qa.check;
