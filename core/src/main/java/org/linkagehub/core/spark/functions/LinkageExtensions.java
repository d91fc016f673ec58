package org.linkagehub.core.spark.functions;

import org.apache.spark.sql.SparkSessionExtensions;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Gives every session the functions of {@link LinkageFunctions}, whatever language it speaks:
 * {@code spark.sql.extensions=org.linkagehub.core.spark.functions.LinkageExtensions}.
 */
public final class LinkageExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (LinkageFunction function : LinkageFunctions.all()) {
      extensions.injectFunction(
          new Tuple3<>(function.identifier(), function.info(), function::build));
    }
    return BoxedUnit.UNIT;
  }
}
