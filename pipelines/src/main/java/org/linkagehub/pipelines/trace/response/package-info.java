/**
 * Responses of the Master Person Service: their table, their files, and the ids of persons in them.
 */
package org.linkagehub.pipelines.trace.response;
