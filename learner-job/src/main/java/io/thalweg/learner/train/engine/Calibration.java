package io.thalweg.learner.train.engine;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.learner.train.graph.Gemm;
import io.thalweg.learner.train.graph.GraphEngines;
import io.thalweg.learner.train.graph.UnsupportedNetworkException;
import io.thalweg.model.ModelSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the engines on a network's own steps, with the most rows that one may have, and takes the
 * fastest. What it found holds for this process, so that its learners agree and only the first one
 * waits. Thread-safe.
 */
final class Calibration {
  private static final Logger LOG = LoggerFactory.getLogger(Calibration.class);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Map<Question, Opener> FASTEST = new ConcurrentHashMap<>();

  private record Question(ModelSpec spec, int rows) {}

  /** Opens one kind of engine. */
  @FunctionalInterface
  interface Opener {
    GradientEngine open(ModelSpec spec, int maxRows);
  }

  /**
   * An engine that was tried.
   *
   * @param nanos of a step, the median
   */
  record Tried(Opener opener, String description, long nanos) {}

  static GradientEngine open(ModelSpec spec, int maxRows) {
    return FASTEST
        .computeIfAbsent(new Question(spec, maxRows), q -> fastest(spec, maxRows))
        .open(spec, maxRows);
  }

  private static Opener fastest(ModelSpec spec, int rows) {
    List<Opener> openers = openers(spec, rows);
    if (openers.size() == 1) {
      return openers.get(0);
    }
    List<Tried> tried = measure(spec, rows, openers, LIMIT);
    Tried best = best(tried);
    LOG.info(
        "gradients of {} by: {}; a step of {} rows takes {}{}",
        spec.name(),
        best.description(),
        rows,
        tried.stream()
            .map(t -> "%d us by %s".formatted(t.nanos() / 1000, t.description()))
            .collect(Collectors.joining("; ")),
        OwnEngines.forced());
    return best.opener();
  }

  /** The fastest; of equal ones the first. */
  static Tried best(List<Tried> tried) {
    Tried best = tried.get(0);
    for (Tried t : tried) {
      best = t.nanos() < best.nanos() ? t : best;
    }
    return best;
  }

  private static List<Opener> openers(ModelSpec spec, int rows) {
    List<Opener> out = new ArrayList<>();
    out.add(DjlEngines::openCpu);
    Gemm.Kernel kernel = OwnEngines.openBlas().orElse(GraphEngines.javaKernel());
    try {
      GraphEngines.requireSteps(spec, rows);
      out.add((s, n) -> GraphEngines.open(s, n, kernel));
    } catch (UnsupportedNetworkException e) {
      LOG.info("only DJL computes {}: {}", spec.name(), e.getMessage());
    }
    return out;
  }

  /** By turns, so that a busy moment is one for all of them. */
  static List<Tried> measure(ModelSpec spec, int rows, List<Opener> openers, Duration limit) {
    List<GradientEngine> engines = new ArrayList<>();
    try {
      for (Opener opener : openers) {
        engines.add(opener.open(spec, rows));
      }
      List<String> names = engines.stream().map(GradientEngine::description).toList();
      long[] nanos = new Trial(spec, rows).medians(engines, limit);
      List<Tried> out = new ArrayList<>();
      for (int i = 0; i < nanos.length; i++) {
        out.add(new Tried(openers.get(i), names.get(i), nanos[i]));
      }
      return out;
    } finally {
      engines.forEach(GradientEngine::close);
    }
  }

  private Calibration() {}
}
