package org.linkagehub.qa.page;

import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;

/** Hands every text of a page to the template with its invisible characters named. */
final class VisibleValues extends DefaultObjectWrapper {
  /** Of a paragraph; single values are cut earlier. */
  static final int MOST = 2_000;

  VisibleValues() {
    super(Configuration.VERSION_2_3_34);
  }

  @Override
  public TemplateModel wrap(Object value) throws TemplateModelException {
    return value instanceof String text
        ? new SimpleScalar(VisibleText.of(text, MOST))
        : super.wrap(value);
  }
}
