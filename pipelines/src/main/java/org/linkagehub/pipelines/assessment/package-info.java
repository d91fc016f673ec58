/** Assesses links that anybody made: {@code linkage qa}. */
package org.linkagehub.pipelines.assessment;
