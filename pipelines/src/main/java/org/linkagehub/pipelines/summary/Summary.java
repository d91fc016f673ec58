package org.linkagehub.pipelines.summary;

/** What a run made, in counts and parameters: a record that is written as JSON, and as text. */
public interface Summary {
  /** The text for a terminal of 100 columns, ending with a line feed. */
  String text();
}
