/** Making a population with known truth: its stages, its checks and its summary. */
package org.linkagehub.pipelines.population;
