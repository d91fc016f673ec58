package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.SortedNeighbourhood;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.RecordOrder;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Tables;

/**
 * Numbers the records in the orders of rules that are sorted neighbourhoods. Only a configuration
 * with such rules has the stage; the stages that make pairs then read its table with the records.
 */
final class OrderStage {
  static final String ORDER = "record_order";

  private final List<SortedNeighbourhood> orders;

  OrderStage(LinkageConfig config) {
    this.orders = orders(config.candidateRules());
  }

  /** The different orders of some rules. */
  static List<SortedNeighbourhood> orders(List<BlockingRule> rules) {
    var orders = new LinkedHashMap<String, SortedNeighbourhood>();
    for (BlockingRule rule : rules) {
      rule.sorted().ifPresent(order -> orders.putIfAbsent(order.positionColumn(), order));
    }
    return List.copyOf(orders.values());
  }

  Optional<Stage> stage() {
    return orders.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Stage.of(
                    "order", List.of(RecordsStage.RECORDS), Stage.Output.of(ORDER), this::positions)
                .dependingOn(orders));
  }

  /** The tables that a stage reads which makes pairs, {@code others} after the records. */
  List<String> inputs(String... others) {
    var inputs = new ArrayList<>(List.of(RecordsStage.RECORDS));
    if (!orders.isEmpty()) {
      inputs.add(ORDER);
    }
    inputs.addAll(List.of(others));
    return inputs;
  }

  /** RECORDS with their places in every order. */
  Dataset<Row> records(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    return orders.isEmpty() ? records : withPlaces(records, tables.table(ORDER));
  }

  static Dataset<Row> withPlaces(Dataset<Row> records, Dataset<Row> order) {
    return records
        .join(order, records.col(Columns.RECORD_KEY).equalTo(order.col(Columns.RECORD_KEY)), "left")
        .drop(order.col(Columns.RECORD_KEY));
  }

  private Dataset<Row> positions(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    Dataset<Row> all = null;
    for (SortedNeighbourhood order : orders) {
      Dataset<Row> positions = RecordOrder.positions(records, order);
      all =
          all == null ? positions : all.join(positions, new String[] {Columns.RECORD_KEY}, "full");
    }
    return all;
  }
}
