package io.thalweg.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flink SQL's ML_PREDICT, through the client for Triton that Flink comes with. */
@Timeout(120)
final class MlPredictIT {
  private static ServerProcess server;
  private static TableEnvironment sql;

  @BeforeAll
  static void startServerAndCluster(@TempDir Path store) throws Exception {
    server = ServerProcess.start(store);
    sql = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    sql.getConfig().set("parallelism.default", "1");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  /** The input's name comes in capitals, the version as {@code latest}. */
  @Test
  void aColumnOfNumbersIsPredicted() throws Exception {
    model("by_amount", "AMOUNT DOUBLE", "");
    sql.executeSql(
        "CREATE TEMPORARY VIEW amounts AS SELECT * FROM (VALUES (3.0E0), (500.0E0)) AS t (AMOUNT)");

    assertThat(predictions("amounts", "by_amount", "AMOUNT"))
        .containsExactlyInAnyOrder(
            Row.of(3.0, PlainRest.probability(server.port(), "amount", "FP64", "3")),
            Row.of(500.0, PlainRest.probability(server.port(), "amount", "FP64", "500")));
  }

  /** Compressed, and an event in one column of text. */
  @Test
  void aColumnOfEventsIsPredicted() throws Exception {
    String event = "{\"amount\": 3, \"member\": true, \"country\": \"DE\"}";
    model("by_event", "EVENT STRING", ", 'compression' = 'gzip'");
    sql.executeSql(
        "CREATE TEMPORARY VIEW events AS SELECT * FROM (VALUES ('%s')) AS t (EVENT)"
            .formatted(event));

    String quoted = '"' + event.replace("\"", "\\\"") + '"';
    assertThat(predictions("events", "by_event", "EVENT"))
        .containsExactly(
            Row.of(event, PlainRest.probability(server.port(), "event", "BYTES", quoted)));
  }

  @Test
  void theServersLineReachesTheUser() {
    model("by_nothing", "NOTHING DOUBLE", "");
    sql.executeSql(
        "CREATE TEMPORARY VIEW nothing AS SELECT * FROM (VALUES (1.0E0)) AS t (NOTHING)");

    assertThatThrownBy(() -> predictions("nothing", "by_nothing", "NOTHING"))
        .hasStackTraceContaining("input 'NOTHING' is no feature of model 'clicks'");
  }

  private static void model(String name, String input, String more) {
    sql.executeSql(
        """
        CREATE MODEL %s INPUT (%s) OUTPUT (PROBABILITY FLOAT) WITH (
          'provider' = 'triton-mended', 'endpoint' = 'http://127.0.0.1:%d', 'model-name' = 'clicks'%s)"""
            .formatted(name, input, server.port(), more));
  }

  private static List<Row> predictions(String table, String model, String column) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> result =
        sql.executeSql(
                "SELECT %s, PROBABILITY FROM ML_PREDICT(TABLE %s, MODEL %s, DESCRIPTOR(%s))"
                    .formatted(column, table, model, column))
            .collect()) {
      result.forEachRemaining(rows::add);
    }
    return rows;
  }
}
