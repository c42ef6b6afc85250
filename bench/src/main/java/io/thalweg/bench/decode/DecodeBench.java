package io.thalweg.bench.decode;

import io.thalweg.bench.Bench;
import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.decode.generic.GenericPath;
import io.thalweg.bench.measure.AllocatedBytes;
import io.thalweg.bench.measure.MedianRound;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.RecordProjector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Avro bytes to the row that a learner learns from, decoded, checked and encoded, beside
 * flink-avro's {@code GenericRecord} and the same encoder; and framed as Confluent's serializers
 * do, beside the same without. Stateless.
 */
public final class DecodeBench implements Bench {
  private static final int EVENTS = 4_096;
  private static final int ROUNDS = 11;
  private static final int PASSES = 100;

  /** So that the JIT compiler can't leave out what nobody looks at. */
  private static final int KEPT = 64;

  private static final long RECORD_TIME_MILLIS = 1_700_000_000_000L;

  /** Makes something of an event, of which the result is only looked at. */
  @FunctionalInterface
  private interface Path {
    Object take(byte[] event) throws Exception;
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public String summary() {
    return "an event's bytes to a learner's row: ours beside flink-avro's GenericRecord";
  }

  @Override
  public List<String> jvmOptions() {
    return List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(5);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    return run(context.progress(), ROUNDS, PASSES);
  }

  static List<Row> run(Context.Progress progress, int rounds, int passes) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (EventShape shape : EventShape.values()) {
      rows.addAll(rows(shape, rounds, passes));
      progress.say("%s measured".formatted(shape.name().toLowerCase(Locale.ROOT)));
    }
    return rows;
  }

  private static List<Row> rows(EventShape shape, int rounds, int passes) throws Exception {
    byte[][] events = events(shape);
    RecordProjector projector =
        RecordProjector.bind(shape.source(), EventShape.LABELS, shape.features());
    GenericPath generic = new GenericPath(shape.schema(), shape.features());
    requireSameRows(events, projector, generic);
    Path ours = event -> projector.project(event, RECORD_TIME_MILLIS);
    Path encoding = event -> generic.row(event, RECORD_TIME_MILLIS);
    MedianRound encoded =
        MedianRound.byTurns(
            rounds,
            () -> perSecond(events, ours, passes),
            () -> perSecond(events, encoding, passes));
    MedianRound decoded =
        MedianRound.byTurns(
            rounds,
            () -> perSecond(events, ours, passes),
            () -> perSecond(events, generic::decode, passes));
    MedianRound besidePlain = besidePlain(shape, events, projector, rounds, passes);
    String name = "decode-" + shape.name().toLowerCase(Locale.ROOT);
    return List.of(
        Row.measured(
            name,
            encoded.ours(),
            "events/s",
            new Reference("flink-avro and the same encoder", encoded.reference()),
            Goal.atLeast(2, ">= 2 of flink-avro and the same encoder")),
        Row.measured(
            name + "-vs-objects",
            decoded.ours(),
            "events/s",
            new Reference("flink-avro alone, nothing encoded", decoded.reference()),
            Goal.none()),
        Row.measured(
            name + "-allocated",
            allocated(events, ours),
            "bytes/event",
            new Reference("flink-avro and the same encoder", allocated(events, encoding)),
            Goal.none()),
        Row.measured(
            name + "-framed",
            besidePlain.ours(),
            "events/s",
            new Reference("the same in plain Avro", besidePlain.reference()),
            Goal.atLeast(0.85, ">= 0.85 of the same in plain Avro")));
  }

  /** Each event with the id of its schema before it, which a registry has said once. */
  private static MedianRound besidePlain(
      EventShape shape, byte[][] events, RecordProjector plain, int rounds, int passes)
      throws Exception {
    byte[][] framed = Arrays.stream(events).map(SchemaServer::framed).toArray(byte[][]::new);
    try (SchemaServer server = SchemaServer.start(shape.schema())) {
      RecordProjector projector =
          RecordProjector.bind(shape.source(server.wire()), EventShape.LABELS, shape.features());
      for (int i = 0; i < events.length; i++) {
        Decoded one = (Decoded) projector.project(framed[i], RECORD_TIME_MILLIS);
        Decoded other = (Decoded) plain.project(events[i], RECORD_TIME_MILLIS);
        if (!Arrays.equals(one.row(), other.row())) {
          throw new BenchException("event %s: framed it differs".formatted(one.id()));
        }
      }
      return MedianRound.byTurns(
          rounds,
          () -> perSecond(framed, e -> projector.project(e, RECORD_TIME_MILLIS), passes),
          () -> perSecond(events, e -> plain.project(e, RECORD_TIME_MILLIS), passes));
    }
  }

  private static byte[][] events(EventShape shape) throws Exception {
    Random random = new Random(1);
    byte[][] events = new byte[EVENTS][];
    for (int i = 0; i < EVENTS; i++) {
      events[i] = shape.event(random, i);
    }
    return events;
  }

  private static void requireSameRows(
      byte[][] events, RecordProjector projector, GenericPath generic) throws Exception {
    for (byte[] event : events) {
      Decoded ours = (Decoded) projector.project(event, RECORD_TIME_MILLIS);
      if (!Arrays.equals(ours.row(), generic.row(event, RECORD_TIME_MILLIS).array())) {
        throw new BenchException("event %s: the two ways differ".formatted(ours.id()));
      }
    }
  }

  private static double perSecond(byte[][] events, Path path, int passes) throws Exception {
    Object[] taken = new Object[KEPT];
    long start = System.nanoTime();
    for (int p = 0; p < passes; p++) {
      for (int i = 0; i < events.length; i++) {
        taken[i % KEPT] = path.take(events[i]);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (Arrays.asList(taken).contains(null)) {
      throw new BenchException("not all events were decoded");
    }
    return passes * (double) events.length / seconds;
  }

  private static double allocated(byte[][] events, Path path) throws Exception {
    AllocatedBytes bytes = new AllocatedBytes();
    long before = bytes.total();
    for (byte[] event : events) {
      path.take(event);
    }
    return (bytes.total() - before) / (double) events.length;
  }
}
