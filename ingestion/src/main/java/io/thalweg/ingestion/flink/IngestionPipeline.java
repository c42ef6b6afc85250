package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.Start;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.flink.HistoryFill.Pasts;
import io.thalweg.ingestion.flink.HistoryFill.Tails;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.RowTail;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * From topics to labelled examples. Every operator has a uid that starts with the configuration's
 * prefix, so a changed job finds its state. Used while a job is put together, by one thread.
 */
public final class IngestionPipeline {
  private final IngestionConfig config;
  private final MillisClock clock;
  private final Sources sources;
  private final PastStreams pasts;

  private IngestionPipeline(IngestionConfig config, MillisClock clock) {
    this.config = config;
    this.clock = clock;
    this.sources = new Sources(config, clock);
    this.pasts =
        new PastStreams(
            config.publishesPasts() ? Pasts.PUBLISHED : Pasts.KEPT_HERE, config.namePrefix());
  }

  /**
   * Adds sources, decoding, join or duplicate removal to a job. Reading starts at the checkpoint's
   * offsets, without one where the configuration says.
   *
   * @throws io.thalweg.ingestion.BindingException when a schema lacks what is wanted of it
   */
  public static Streams examples(StreamExecutionEnvironment env, IngestionConfig config) {
    return new IngestionPipeline(config, MillisClock.SYSTEM).build(env);
  }

  private Streams build(StreamExecutionEnvironment env) {
    RecordProjector.bind(config.source(), config.labels(), config.features());
    if (config.labels() instanceof LabelSpec.FromTopic fromTopic) {
      RecordProjector.bindLabels(fromTopic);
    }
    Streams streams =
        config.order() instanceof InputOrder.Merged merged
            ? inOneOrder(env, merged)
            : asTheyCome(env);
    return streams.withPasts(pasts.all());
  }

  private Streams asTheyCome(StreamExecutionEnvironment env) {
    var events =
        events(
            env,
            ArrivalSplitter.ofEvents(Example.class, config.onBadRecord()),
            ValueTypeInfo.EXAMPLE);
    if (config.erasureTopic() != null) {
      return erasable(env, events, config.erasureTopic());
    }
    if (!(config.labels() instanceof LabelSpec.FromTopic spec)) {
      return new Streams(
          withLogits(env, complete(deduped(events))), refused(events), tallies(events));
    }
    var labels =
        labels(
            env,
            spec,
            ArrivalSplitter.ofLabels(Label.class, config.onBadRecord()),
            ValueTypeInfo.LABEL);
    var examples =
        fieldsFilled(events, Example.class)
            .keyBy(Example::id, Types.STRING)
            .connect(labels.keyBy(Label::id, Types.STRING))
            .process(new LabelJoin(spec.waits(), tail()), ValueTypeInfo.EXAMPLE);
    return new Streams(
        withLogits(env, completeJoined(joined(examples))),
        refused(events).union(refused(labels)),
        tallies(events).union(tallies(labels)));
  }

  private Streams erasable(
      StreamExecutionEnvironment env, SingleOutputStreamOperator<Example> events, String topic) {
    var requests =
        read(
            env,
            "erasures",
            topic,
            Start.EARLIEST,
            new ErasureDeserializer(clock),
            ErasureStream.watermarks(),
            ArrivalSplitter.ofErasures(config.onBadRecord()),
            ValueTypeInfo.ARRIVAL);
    ErasureStream erasures = new ErasureStream(requests, config.namePrefix());
    DataStream<DeadLetter> refused = refused(events).union(refused(requests));
    var gated = erasures.gated(events).name(named("erasure gate")).uid(uid("erasure-gate"));
    if (!(config.labels() instanceof LabelSpec.FromTopic spec)) {
      HistoryPlan plan = plan(Part.ALL, Timing.WITH_EXAMPLE);
      var complete = filled(erasures, deduped(gated), plan, "history", Tails.TRIMMED);
      return new Streams(withLogits(env, complete), refused, tallies(events), erasures.gathered());
    }
    var labels =
        labels(
            env,
            spec,
            ArrivalSplitter.ofLabels(Label.class, config.onBadRecord()),
            ValueTypeInfo.LABEL);
    HistoryPlan fields = plan(Part.FIELDS, Timing.WHEN_KNOWN);
    HistoryPlan ofLabels = plan(Part.LABELS, Timing.WHEN_KNOWN);
    var begun = filled(erasures, gated, fields, "field-history", Tails.KEPT);
    var joined = joined(erasures.joined(begun, labels, spec.waits(), tail()));
    var complete = filled(erasures, joined, ofLabels, "label-history", Tails.TRIMMED);
    return new Streams(
        withLogits(env, complete),
        refused.union(refused(labels)),
        tallies(events).union(tallies(labels)),
        erasures.gathered());
  }

  private DataStream<Example> filled(
      ErasureStream erasures,
      DataStream<Example> events,
      HistoryPlan plan,
      String uid,
      Tails tails) {
    RowTail tail = tail();
    if (tail == null || (plan.isEmpty() && tails == Tails.KEPT)) {
      return events;
    }
    return pasts.add(
        erasures
            .filled(events, plan, tail, tails, pasts.pasts())
            .name(named(uid.replace('-', ' ')))
            .uid(uid(uid)),
        uid);
  }

  /** What a server has answered comes last, behind all else of a row. */
  private DataStream<Example> withLogits(
      StreamExecutionEnvironment env, DataStream<Example> examples) {
    PredictionsSpec spec = config.predictions();
    if (spec == null) {
      return examples;
    }
    KafkaSource<ServedLogits> source =
        KafkaSource.<ServedLogits>builder()
            .setBootstrapServers(config.bootstrapServers())
            .setTopics(spec.topic())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new PredictionDeserializer(spec))
            .setProperties(sources.consumerProperties("predictions"))
            .build();
    DataStream<ServedLogits> answers =
        env.fromSource(
                source,
                WatermarkStrategy.noWatermarks(), // the join goes by the clock
                named("predictions from " + spec.topic()),
                ValueTypeInfo.SERVED_LOGITS)
            .uid(uid("predictions-source"));
    return examples
        .keyBy(Example::id, Types.STRING)
        .connect(answers.keyBy(ServedLogits::id, Types.STRING))
        .process(new LogitsJoin(spec), ValueTypeInfo.EXAMPLE)
        .name(named("join predictions"))
        .uid(uid("logits-join"));
  }

  /** From the merge on in one task: what leaves one task comes to any other in its order. */
  private Streams inOneOrder(StreamExecutionEnvironment env, InputOrder.Merged order) {
    var events =
        events(
            env,
            ArrivalSplitter.ofEvents(Arrival.class, config.onBadRecord()),
            ValueTypeInfo.ARRIVAL);
    if (!(config.labels() instanceof LabelSpec.FromTopic spec)) {
      var examples =
          merged(events, order)
              .map(Example.class::cast, ValueTypeInfo.EXAMPLE)
              .setParallelism(1)
              .name(named("merged events"))
              .uid(uid("merged-events"));
      return new Streams(complete(deduped(examples)), refused(events), tallies(events));
    }
    var labels =
        labels(
            env,
            spec,
            ArrivalSplitter.ofLabels(Arrival.class, config.onBadRecord()),
            ValueTypeInfo.ARRIVAL);
    var examples =
        fieldsFilled(merged(events.union(labels), order), Arrival.class)
            .keyBy(MergedLabelJoin::id, Types.STRING)
            .process(new MergedLabelJoin(spec.waits(), tail()), ValueTypeInfo.EXAMPLE)
            .setParallelism(1);
    return new Streams(
        completeJoined(joined(examples)),
        refused(events).union(refused(labels)),
        tallies(events).union(tallies(labels)));
  }

  // ---- histories: of fields as soon as an event is there, of labels once they are joined ----

  private @Nullable RowTail tail() {
    int labels = config.labels().values().labels();
    return config.features().looksBack()
        ? RowTail.of(RowLayout.of(config.features(), labels))
        : null;
  }

  private DataStream<Example> complete(DataStream<Example> examples) {
    return filled(
        examples, Example.class, plan(Part.ALL, Timing.WITH_EXAMPLE), "history", Tails.TRIMMED);
  }

  private <T extends Arrival> DataStream<T> fieldsFilled(DataStream<T> events, Class<T> type) {
    return filled(events, type, plan(Part.FIELDS, Timing.WHEN_KNOWN), "field-history", Tails.KEPT);
  }

  private DataStream<Example> completeJoined(DataStream<Example> examples) {
    HistoryPlan labels = plan(Part.LABELS, Timing.WHEN_KNOWN);
    return filled(examples, Example.class, labels, "label-history", Tails.TRIMMED);
  }

  private HistoryPlan plan(Part part, Timing timing) {
    return HistoryPlan.of(config.features(), part, timing);
  }

  private <T extends Arrival> DataStream<T> filled(
      DataStream<T> arrivals, Class<T> type, HistoryPlan plan, String uid, Tails tails) {
    RowTail tail = tail();
    if (tail == null || (plan.isEmpty() && tails == Tails.KEPT)) {
      return arrivals;
    }
    return pasts.add(
        arrivals
            .keyBy(arrival -> HistoryFill.key(arrival, tail), Types.STRING)
            .process(new HistoryFill<>(type, plan, tail, tails, pasts.pasts()), arrivals.getType())
            .setParallelism(arrivals.getParallelism())
            .name(named(uid.replace('-', ' ')))
            .uid(uid(uid)),
        uid);
  }

  private SingleOutputStreamOperator<Arrival> merged(
      DataStream<Arrival> arrivals, InputOrder.Merged order) {
    return arrivals
        .transform(
            named("merge partitions"),
            ValueTypeInfo.ARRIVAL,
            new MergeOperator(order, config.outOfOrderness()))
        .setParallelism(1)
        .uid(uid("merge"));
  }

  private SingleOutputStreamOperator<Example> joined(SingleOutputStreamOperator<Example> examples) {
    return examples.name(named("join labels")).uid(uid("label-join"));
  }

  private DataStream<Example> deduped(SingleOutputStreamOperator<Example> events) {
    if (config.dedupWindow().isZero()) {
      return events;
    }
    return events
        .keyBy(Example::id, Types.STRING)
        .process(new InlineDedup(config.dedupWindow()), ValueTypeInfo.EXAMPLE)
        .setParallelism(events.getParallelism())
        .name(named("drop duplicates"))
        .uid(uid("dedup"));
  }

  private static DataStream<DeadLetter> refused(SingleOutputStreamOperator<?> arrivals) {
    return arrivals.getSideOutput(ArrivalSplitter.DEAD_LETTERS);
  }

  private static DataStream<Tally> tallies(SingleOutputStreamOperator<?> arrivals) {
    return arrivals.getSideOutput(ArrivalSplitter.TALLIES);
  }

  private <T extends Arrival> SingleOutputStreamOperator<T> events(
      StreamExecutionEnvironment env, ArrivalSplitter<T> splitter, TypeInformation<T> info) {
    SourceSpec source = config.source();
    LabelSpec labels = config.labels();
    FeatureSpec features = config.features();
    ArrivalDeserializer deserializer =
        ArrivalDeserializer.ofExamples(() -> RecordProjector.bind(source, labels, features), clock);
    var events =
        env.fromSource(
                sources.events(deserializer),
                sources.watermarks(),
                named("events from " + source.topic()),
                ValueTypeInfo.ARRIVAL)
            .uid(uid(sources.uidOfEvents()));
    BackfillSpec backfill = config.reading().backfill();
    return split(
        events,
        "events",
        backfill == null ? splitter : splitter.with(new Backfilled(Seam.of(backfill))),
        info);
  }

  private <T extends Arrival> SingleOutputStreamOperator<T> labels(
      StreamExecutionEnvironment env,
      LabelSpec.FromTopic spec,
      ArrivalSplitter<T> splitter,
      TypeInformation<T> info) {
    ArrivalDeserializer deserializer =
        ArrivalDeserializer.ofLabels(() -> RecordProjector.bindLabels(spec), clock);
    Start start = config.reading().labels();
    return read(
        env, "labels", spec.topic(), start, deserializer, sources.watermarks(), splitter, info);
  }

  private <T extends Arrival> SingleOutputStreamOperator<T> read(
      StreamExecutionEnvironment env,
      String what,
      String topic,
      Start start,
      KafkaRecordDeserializationSchema<Arrival> deserializer,
      WatermarkStrategy<Arrival> watermarks,
      ArrivalSplitter<T> splitter,
      TypeInformation<T> info) {
    var arrivals =
        env.fromSource(
                sources.topic(what, topic, start, deserializer),
                watermarks,
                named(what + " from " + topic),
                ValueTypeInfo.ARRIVAL)
            .uid(uid(what + "-source"));
    return split(arrivals, what, splitter, info);
  }

  private <T extends Arrival> SingleOutputStreamOperator<T> split(
      DataStream<Arrival> arrivals,
      String what,
      ArrivalSplitter<T> splitter,
      TypeInformation<T> info) {
    return arrivals.process(splitter, info).name(named("split " + what)).uid(uid(what + "-split"));
  }

  private String named(String what) {
    return config.namePrefix() + ": " + what;
  }

  private String uid(String what) {
    return config.namePrefix() + "-" + what;
  }
}
