package io.thalweg.cli.generate;

import io.thalweg.cli.generate.StreamKind.Bounds;
import io.thalweg.cli.generate.StreamPlan.Labels;
import io.thalweg.ingestion.generate.Column;
import io.thalweg.ingestion.generate.GeneratedStream;
import io.thalweg.ingestion.generate.Malformation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** A plan's records, one after another, without an end. Confined to one thread. */
final class EventStream {
  private final StreamPlan plan;
  private final RecordForm form;
  private final GeneratedStream rows;
  private final SplittableRandom spoiling;
  private final Optional<Bounds> bounds;
  private final int bounded;
  private final int key;
  private long row;

  EventStream(StreamPlan plan, RecordForm form) {
    // Apart, so that other drifts or bad records leave the rows beside them as they are.
    SplittableRandom seeds = new SplittableRandom(plan.seed());
    this.plan = plan;
    this.form = form;
    this.rows =
        new GeneratedStream(
            plan.kind().concepts(seeds.nextLong()), plan.drifts(), seeds.nextLong());
    this.spoiling = seeds.split();
    this.bounds = plan.kind().bounds();
    this.bounded = bounds.map(b -> position(b.column())).orElse(-1);
    this.key = plan.kind().key().map(this::position).orElse(-1);
  }

  private int position(String column) {
    List<String> names = rows.columns().stream().map(Column::name).toList();
    return names.indexOf(column);
  }

  Event next() {
    double[] values = new double[rows.columns().size()];
    int label = rows.next(values);
    Row drawn = new Row(plan.kind().id() + "-" + row, plan.atMillis(row), values, label);
    row++;
    if (spoiling.nextDouble() < plan.badShare()) {
      byte[] bad = Malformation.malform(new Spoiled(drawn), spoiling);
      return new Event(key(drawn), drawn.atMillis(), bad, true, Optional.empty());
    }
    return new Event(key(drawn), drawn.atMillis(), form.event(drawn), false, label(drawn));
  }

  private String key(Row drawn) {
    return key < 0
        ? drawn.id()
        : ((Column.Named) rows.columns().get(key)).values().get((int) drawn.value(key));
  }

  private Optional<Event.Label> label(Row drawn) {
    if (plan.labels() instanceof Labels.Later later) {
      long at = drawn.atMillis() + later.delayMillis();
      return Optional.of(new Event.Label(at, form.label(drawn, at)));
    }
    return Optional.empty();
  }

  /** To be spoiled, in its form. */
  private final class Spoiled implements Malformation.Victim {
    private final Row row;

    Spoiled(Row row) {
      this.row = row;
    }

    @Override
    public byte[] bytes() {
      return form.event(row);
    }

    @Override
    public OptionalDouble number() {
      return bounds.isPresent() ? OptionalDouble.of(row.value(bounded)) : OptionalDouble.empty();
    }

    @Override
    public double min() {
      return bounds.orElseThrow().min();
    }

    @Override
    public double max() {
      return bounds.orElseThrow().max();
    }

    @Override
    public byte[] bytesWith(double number) {
      return form.event(row.with(bounded, number));
    }
  }
}
