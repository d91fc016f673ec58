/** Tokens that stand for ids of persons, other ones in every domain, and back with the key. */
package org.linkagehub.pipelines.trace.token;
