/** What the users of a response need to understand it, as MPS Diagnostics gives it, and more. */
package org.linkagehub.pipelines.trace.diagnostics;
