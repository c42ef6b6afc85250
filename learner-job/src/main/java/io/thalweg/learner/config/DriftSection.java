package io.thalweg.learner.config;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.drift.DriftSpec;
import io.thalweg.learner.drift.Signal;
import io.thalweg.learner.drift.Watch;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.feature.Feature;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code drift}. Confined to its call. */
final class DriftSection {
  private static final int MAX_VALUES = 1_000_000;

  private final ModelSpec model;

  private DriftSection(ModelSpec model) {
    this.model = model;
  }

  /** Names of {@link DriftSpec}s. */
  private enum Type {
    ADWIN,
    DDM,
    HDDM_A,
    HDDM_W,
    PAGE_HINKLEY,
    KSWIN,
    PSI,
    KS,
    CHI_SQUARE
  }

  private enum On {
    ERROR,
    LABEL,
    FEATURE
  }

  /** What values a signal has. */
  private enum Kind {
    /** 0 and 1. */
    RATE,
    NUMBER,
    CLASS;

    private Set<Type> types() {
      return switch (this) {
        case RATE ->
            EnumSet.of(
                Type.ADWIN, Type.DDM, Type.HDDM_A, Type.HDDM_W, Type.PAGE_HINKLEY, Type.KSWIN);
        case NUMBER -> EnumSet.of(Type.ADWIN, Type.PAGE_HINKLEY, Type.KSWIN, Type.PSI, Type.KS);
        case CLASS -> EnumSet.of(Type.PSI, Type.CHI_SQUARE);
      };
    }

    private String names() {
      return types().stream()
          .map(t -> t.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .collect(Collectors.joining(", "));
    }
  }

  static DriftConfig read(
      ConfigNode node, ModelSpec model, ReplaySpec replay, boolean deterministic) {
    DriftSection section = new DriftSection(model);
    List<Watch> watches = new ArrayList<>();
    for (ConfigNode detector : node.list("detectors")) {
      Watch watch = section.watch(detector);
      if (watches.contains(watch)) {
        throw detector.required("type").refuse("each detector once");
      }
      watches.add(watch);
    }
    if (watches.isEmpty() && node.has("reactions")) {
      throw node.required("reactions").refuse("drift.detectors, too, or no reactions");
    }
    return new DriftConfig(
        watches, ReactionsSection.read(node.section("reactions"), replay, deterministic));
  }

  private Watch watch(ConfigNode node) {
    Signal signal = signal(node);
    Kind kind = kind(signal);
    Type type = node.oneOf("type", Type.class);
    if (!kind.types().contains(type)) {
      throw node.required("type")
          .refuse("one of %s, which can watch %s".formatted(kind.names(), signal.name()));
    }
    return new Watch(signal, spec(type, node));
  }

  private Signal signal(ConfigNode node) {
    return switch (node.oneOf("on", On.class, On.ERROR)) {
      case ERROR -> new Signal.PredictionError();
      case LABEL -> new Signal.Label();
      case FEATURE -> feature(node);
    };
  }

  private Signal feature(ConfigNode node) {
    String name = node.string("feature");
    int slot = 0;
    for (Feature f : model.features().features()) {
      if (f.name().equals(name)) {
        if (!isOneValue(f)) {
          break;
        }
        return isNumber(f) ? new Signal.NumericFeature(name, slot) : category(f, name, slot);
      }
      slot += f.slots();
    }
    throw node.required("feature")
        .refuse("the name of a numeric, history, categorical or flag feature");
  }

  /** What else there is takes several slots, or none of them is what the record says. */
  private static boolean isOneValue(Feature f) {
    return f instanceof Feature.Numeric
        || f.isCategory()
        || f instanceof Feature.Flag
        || (f instanceof Feature.History h && !h.isSequence());
  }

  /** A flag is a number in the row, of which there are two. */
  private static Signal category(Feature feature, String name, int slot) {
    return feature.isCategory()
        ? new Signal.CategoricalFeature(name, slot)
        : new Signal.NumericFeature(name, slot);
  }

  private Kind kind(Signal signal) {
    boolean regression = model.head().classes() == 0;
    if (signal instanceof Signal.PredictionError) {
      return regression ? Kind.NUMBER : Kind.RATE;
    } else if (signal instanceof Signal.Label) {
      return regression ? Kind.NUMBER : Kind.CLASS;
    }
    return signal instanceof Signal.NumericFeature n && isNumeric(n.name())
        ? Kind.NUMBER
        : Kind.CLASS;
  }

  private boolean isNumeric(String feature) {
    return model.features().features().stream()
        .anyMatch(f -> f.name().equals(feature) && isNumber(f));
  }

  private static boolean isNumber(Feature feature) {
    return feature instanceof Feature.Numeric || feature instanceof Feature.History;
  }

  private static DriftSpec spec(Type type, ConfigNode node) {
    return switch (type) {
      case ADWIN -> new DriftSpec.Adwin(node.doubleIn("delta", 1e-12, 0.5, 0.002));
      case DDM ->
          new DriftSpec.Ddm(
              node.longIn("min-examples", 1, MAX_VALUES, 30),
              node.doubleIn("warning", 0, 100, 2),
              node.doubleIn("drift", 0, 100, 3));
      case HDDM_A ->
          new DriftSpec.HddmA(confidence(node, "drift", 0.001), confidence(node, "warning", 0.005));
      case HDDM_W ->
          new DriftSpec.HddmW(
              confidence(node, "drift", 0.001),
              confidence(node, "warning", 0.005),
              node.doubleIn("lambda", 1e-6, 1, 0.05));
      case PAGE_HINKLEY ->
          new DriftSpec.PageHinkley(
              node.longIn("min-examples", 1, MAX_VALUES, 30),
              node.doubleIn("delta", 0, 1e12, 0.005),
              node.doubleIn("threshold", 1e-12, 1e12, 50),
              node.doubleIn("fading", 0.5, 1, 0.9999));
      case KSWIN -> kswin(node);
      case PSI ->
          new DriftSpec.Psi(
              node.intIn("reference", 20, MAX_VALUES, 2_000),
              node.intIn("window", 20, MAX_VALUES, 500),
              node.intIn("bins", 2, 20, 10),
              node.doubleIn("warning", 0, 100, 0.1),
              node.doubleIn("drift", 0, 100, 0.2));
      case KS ->
          new DriftSpec.Ks(
              node.intIn("reference", 20, MAX_VALUES, 2_000),
              node.intIn("window", 20, MAX_VALUES, 500),
              confidence(node, "alpha", 1e-4));
      case CHI_SQUARE ->
          new DriftSpec.ChiSquare(
              node.intIn("reference", 20, MAX_VALUES, 2_000),
              node.intIn("window", 20, MAX_VALUES, 500),
              confidence(node, "alpha", 1e-4));
    };
  }

  private static DriftSpec kswin(ConfigNode node) {
    int window = node.intIn("window", 4, 10_000, 100);
    return new DriftSpec.Kswin(
        confidence(node, "alpha", 0.005),
        window,
        node.intIn("recent", 2, window / 2, Math.min(30, window / 2)),
        node.longIn("seed", Long.MIN_VALUE, Long.MAX_VALUE, 42));
  }

  private static double confidence(ConfigNode node, String key, double otherwise) {
    return node.doubleIn(key, 1e-12, 0.5, otherwise);
  }
}
