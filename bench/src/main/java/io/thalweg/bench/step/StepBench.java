package io.thalweg.bench.step;

import io.thalweg.bench.Bench;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.measure.MedianRound;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.learner.train.graph.Gemm;
import io.thalweg.learner.train.graph.GraphEngines;
import io.thalweg.learner.train.graph.openblas.OpenBlas;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What of a training step is an engine's, loading the parameters and the gradient: our engine and
 * DJL's by turns, each with one thread, for a network of 100 columns, layers of 256 and 128 units
 * and two classes. Stateless.
 */
public final class StepBench implements Bench {
  private static final List<Integer> ROWS = List.of(1, 32, 256);
  private static final int ROUNDS = 15;
  private static final Goal FASTER = Goal.below(1, "faster than DJL's engine");

  @Override
  public String name() {
    return "step";
  }

  @Override
  public String summary() {
    return "gradients of a training step: our engine beside DJL's";
  }

  @Override
  public List<String> jvmOptions() {
    return List.of("-Xmx1g", "-XX:+UseSerialGC");
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(10);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    List<Integer> rows =
        context.rows().isPresent() ? List.of(Math.toIntExact(context.rows().getAsLong())) : ROWS;
    return run(context.progress(), rows, ROUNDS);
  }

  static List<Row> run(Context.Progress progress, List<Integer> rows, int rounds) throws Exception {
    OpenBlas openBlas = OpenBlas.load();
    progress.say("products by " + openBlas.description() + "; " + environment());
    List<Row> found = new ArrayList<>();
    for (int n : rows) {
      found.add(row("", Activation.RELU, n, openBlas, FASTER, rounds));
      found.add(row("-java", Activation.RELU, n, GraphEngines.javaKernel(), Goal.none(), rounds));
      for (Activation other : List.of(Activation.TANH, Activation.GELU, Activation.SILU)) {
        String name = "-" + other.name().toLowerCase(Locale.ROOT);
        found.add(row(name, other, n, openBlas, FASTER, rounds));
      }
      progress.say("%d rows measured".formatted(n));
    }
    return found;
  }

  private static String environment() {
    return OpenBlas.forced().isEmpty() ? "OpenBLAS has chosen the kernel" : OpenBlas.forced();
  }

  private static Row row(
      String what, Activation function, int rows, Gemm.Kernel kernel, Goal goal, int rounds)
      throws Exception {
    ModelSpec spec = network(function);
    try (GradientEngine own = GraphEngines.open(spec, rows, kernel);
        GradientEngine djl = DjlEngines.openCpu(spec, rows)) {
      Steps ours = new Steps(spec, rows, own);
      Steps theirs = new Steps(spec, rows, djl);
      MedianRound round = MedianRound.byTurns(rounds, ours::medianMicros, theirs::medianMicros);
      Reference reference = new Reference("DJL's engine", round.reference());
      return Row.measured("step-" + rows + what, round.ours(), "us", reference, goal);
    }
  }

  private static ModelSpec network(Activation function) {
    Feature features = new Feature.Vector("v", "v", 100, Feature.Scaling.NONE);
    return new ModelSpec(
        "step",
        new FeatureSpec(List.of(features)),
        List.of(new Dense(256, function), new Dense(128, function)),
        new Head.Multiclass(2),
        1);
  }
}
