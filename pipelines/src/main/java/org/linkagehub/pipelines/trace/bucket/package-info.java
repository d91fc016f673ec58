/**
 * The record bucket of the Master Person Service: people whom the index does not know, found again
 * by what requests said of them before.
 */
package org.linkagehub.pipelines.trace.bucket;
