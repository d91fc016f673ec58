/**
 * Requests to the Master Person Service: their files, read and written, the checks of their fields,
 * and tables that are taken for requests.
 */
package org.linkagehub.pipelines.trace.request;
