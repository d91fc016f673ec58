package org.linkagehub.qa.synthetic;

/** Sex as records hold it. */
enum Sex {
  FEMALE("F"),
  MALE("M");

  /** What stands for neither. */
  static final String UNKNOWN_CODE = "U";

  private final String code;

  Sex(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }

  Sex other() {
    return this == FEMALE ? MALE : FEMALE;
  }
}
