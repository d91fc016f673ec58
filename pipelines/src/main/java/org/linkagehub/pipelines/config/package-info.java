/** The settings of a whole run: inputs, cleaning, model, outputs; and whether they fit the data. */
package org.linkagehub.pipelines.config;
