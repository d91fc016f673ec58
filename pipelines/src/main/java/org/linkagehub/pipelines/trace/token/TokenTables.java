package org.linkagehub.pipelines.trace.token;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.linkagehub.pipelines.trace.response.ResponseColumns;

/** The tokens of a response: a table a domain, and one to go back with the key. */
public final class TokenTables {
  /** Domain, type, token and the sealed value: as secret as the key is. */
  public static final String LOOKUP = "token_lookup";

  private static final String PERSON_ID = "person_id";
  private static final String NHS_NUMBER = "nhs_number";
  private static final String LOCAL_PATIENT_ID = "local_patient_id";

  private TokenTables() {}

  /** What the table of a domain is called. */
  public static String of(String domain) {
    return "tokens_" + domain;
  }

  /**
   * The tokens of a domain in the place of the ids.
   *
   * @param responses the table of them
   * @return {@code unique_reference}, {@code source}, the tokens of Person_ID, of the NHS number
   *     and of the local patient id, and the type of the Person_ID, which its token no longer shows
   */
  public static Dataset<Row> domain(
      Dataset<Row> responses, TokenSettings settings, TokenKey key, String domain) {
    Column personId = tokened(key, domain, PERSON_ID, value(PERSON_ID));
    if (!settings.byType()) {
      personId =
          when(
                  col(ResponseColumns.PERSON_ID_TYPE).equalTo("NHSNUMBER"),
                  tokened(key, domain, NHS_NUMBER, value(PERSON_ID)))
              .otherwise(personId);
    }
    return responses.select(
        col("source"),
        col(ResponseColumns.UNIQUE_REFERENCE),
        personId.as("token_person_id"),
        tokened(key, domain, NHS_NUMBER, value(NHS_NUMBER)).as("token_nhs_number"),
        tokened(key, domain, LOCAL_PATIENT_ID, value(LOCAL_PATIENT_ID))
            .as("token_local_patient_id"),
        col(ResponseColumns.PERSON_ID_TYPE));
  }

  /** Every token of every domain with its value, which only the key opens; a row a token. */
  public static Dataset<Row> lookup(Dataset<Row> responses, TokenSettings settings, TokenKey key) {
    Dataset<Row> all = null;
    for (String domain : settings.domains()) {
      for (String type : List.of(PERSON_ID, NHS_NUMBER, LOCAL_PATIENT_ID)) {
        boolean asNumber = !settings.byType() && type.equals(PERSON_ID);
        var rows = new ArrayList<Column>();
        Dataset<Row> values = responses;
        if (asNumber) {
          values = values.where(col(ResponseColumns.PERSON_ID_TYPE).notEqual("NHSNUMBER"));
        }
        rows.add(lit(domain).as("domain"));
        rows.add(lit(type).as("type"));
        rows.add(tokened(key, domain, type, col("value")).as("token"));
        rows.add(sealed(key, domain, type, col("value")).as("sealed_value"));
        Dataset<Row> some =
            values
                .select(value(type).as("value"))
                .where(col("value").isNotNull())
                .distinct()
                .select(rows.toArray(Column[]::new));
        all = all == null ? some : all.unionByName(some);
      }
    }
    return all;
  }

  private static Column value(String type) {
    Column number = col(ResponseColumns.MATCHED_NUMBER);
    return switch (type) {
      case PERSON_ID -> col(ResponseColumns.PERSON_ID);
      case NHS_NUMBER -> when(col(ResponseColumns.PERSON_ID_TYPE).equalTo("NHSNUMBER"), number);
      default -> col(LOCAL_PATIENT_ID);
    };
  }

  private static Column tokened(TokenKey key, String domain, String type, Column value) {
    var tokeniser = new Tokeniser(key, domain, type);
    UDF1<String, String> token = tokeniser::token;
    return udf(token, DataTypes.StringType).apply(value);
  }

  private static Column sealed(TokenKey key, String domain, String type, Column value) {
    var tokeniser = new Tokeniser(key, domain, type);
    UDF1<String, String> seal = tokeniser::seal;
    return udf(seal, DataTypes.StringType).apply(value);
  }
}
