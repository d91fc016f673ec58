package org.linkagehub.pipelines.trace.request;

/**
 * Unique references on their way: a request file must not hold a colon in them, so it becomes a
 * hyphen when a request is sent. A reference may hold hyphens of its own, so that a hyphen of a
 * response need not have been a colon: what was sent is kept, and looked up.
 */
public final class UniqueReferences {
  private UniqueReferences() {}

  /** As it is sent; null for null. */
  public static String sent(String reference) {
    return reference == null ? null : reference.replace(':', '-');
  }

  /** As it was, if it had no hyphens of its own; null for null. */
  public static String restored(String reference) {
    return reference == null ? null : reference.replace('-', ':');
  }
}
