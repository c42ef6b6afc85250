package io.thalweg.model;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a model predicts, which fixes its outputs and its loss. Immutable. */
public sealed interface Head extends Serializable {
  /** Logits (or values) per row. */
  int outputs();

  /** As files name it: {@code binary}, {@code multiclass}, ... */
  default String type() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** Name of the served tensor. */
  String outputName();

  /** Labels are classes from 0 to below this; 0 where a label is a number. */
  default int classes() {
    return 0;
  }

  /**
   * Labels of which any number can hold at once, so that a target is a set of them; 0 where it is
   * one class or number.
   */
  default int labels() {
    return 0;
  }

  /** Numbers that a row's target is: one, or 0 and 1 for each label. */
  default int targets() {
    return Math.max(1, labels());
  }

  /** Whether a prediction is right or wrong, and not nearer or farther. */
  default boolean isRightOrWrong() {
    return classes() > 0 || labels() > 0;
  }

  /** Of the outputs, those that there are at the start; the others come as labels name them. */
  default int outputsAtStart() {
    return outputs();
  }

  /** The head as it is when there are so many outputs and no others will come. */
  default Head of(int outputs) {
    return this;
  }

  /** The column that is the one prediction of a head whose labels are numbers. */
  default int point() {
    return 0;
  }

  /** One logit, sigmoid, binary cross-entropy. Served as {@code probability}, (batch, 1). */
  record Binary() implements Head {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public String outputName() {
      return "probability";
    }
  }

  /**
   * Softmax cross-entropy over {@code classes}. Served as {@code probabilities}, (batch, classes).
   *
   * @param classes that labels may name
   * @param atStart so many of them are there from the start
   */
  record Multiclass(int classes, int atStart) implements Head {
    public Multiclass {
      if (classes < 2) {
        throw new IllegalArgumentException("classes=%d, want 2 or more".formatted(classes));
      }
      if (atStart < 2 || atStart > classes) {
        throw new IllegalArgumentException(
            "at the start %d classes, want 2 to %d".formatted(atStart, classes));
      }
    }

    /** All there from the start. */
    public Multiclass(int classes) {
      this(classes, classes);
    }

    @Override
    public int outputsAtStart() {
      return atStart;
    }

    @Override
    public Head of(int outputs) {
      return new Multiclass(outputs);
    }

    @Override
    public int outputs() {
      return classes;
    }

    @Override
    public String outputName() {
      return "probabilities";
    }
  }

  /**
   * A logit each for {@code labels} labels, sigmoids, and the mean of their binary cross-entropies.
   * Served as {@code probabilities}, (batch, labels).
   *
   * @param names of the labels, in the order of the columns; empty where they go by their indexes
   */
  record Multilabel(int labels, List<String> names) implements Head {
    /** A row has a bit for each, its target a number. */
    public static final int MAX_LABELS = 1024;

    private static final Pattern NAME =
        Pattern.compile("[^\\p{Cntrl}\\s,;]([^\\p{Cntrl},;]{0,62}[^\\p{Cntrl}\\s,;])?");

    public Multilabel {
      names = List.copyOf(names);
      if (labels < 2 || labels > MAX_LABELS) {
        throw new IllegalArgumentException("labels=%d, want 2 to %d".formatted(labels, MAX_LABELS));
      }
      if (!names.isEmpty() && names.size() != labels) {
        throw new IllegalArgumentException("%d names of %d labels".formatted(names.size(), labels));
      }
      Set<String> seen = new HashSet<>();
      for (String name : names) {
        if (!isName(name) || !seen.add(name)) {
          throw new IllegalArgumentException(
              "label '%s', want different names of 1 to 64 characters, none of them a comma or a semicolon"
                  .formatted(name));
        }
      }
    }

    /** Labels that go by their indexes. */
    public Multilabel(int labels) {
      this(labels, List.of());
    }

    public Multilabel(List<String> names) {
      this(names.size(), names);
    }

    /** Lists of names are written with commas, and in cells of a CSV file with semicolons. */
    public static boolean isName(String name) {
      return NAME.matcher(name).matches();
    }

    @Override
    public int outputs() {
      return labels;
    }

    @Override
    public String outputName() {
      return "probabilities";
    }
  }

  /** One value, half the squared error. Served as {@code value}, (batch, 1). */
  record Regression() implements Head {
    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public String outputName() {
      return "value";
    }
  }

  /**
   * One value, Huber's loss ("Robust estimation of a location parameter", 1964): half the squared
   * error up to {@code delta}, linear beyond, so that outliers pull no harder than that. Served as
   * {@code value}, (batch, 1).
   */
  record Huber(double delta) implements Head {
    public Huber {
      if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("delta=%s, want a number above 0".formatted(delta));
      }
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public String outputName() {
      return "value";
    }
  }

  /**
   * The conditional quantiles of a number, by the pinball loss (Koenker and Bassett, "Regression
   * quantiles", 1978). Served as {@code quantiles}, (batch, quantiles), in their order; nothing
   * keeps them from crossing.
   *
   * @param quantiles between 0 and 1, rising
   */
  record Quantile(List<Double> quantiles) implements Head {
    public Quantile {
      quantiles = List.copyOf(quantiles);
      double last = 0;
      for (double q : quantiles) {
        if (!(q > last && q < 1)) {
          throw new IllegalArgumentException(
              "quantiles=%s, want rising numbers between 0 and 1".formatted(quantiles));
        }
        last = q;
      }
      if (quantiles.isEmpty()) {
        throw new IllegalArgumentException("quantiles=[], want at least one");
      }
    }

    @Override
    public int outputs() {
      return quantiles.size();
    }

    @Override
    public String outputName() {
      return "quantiles";
    }

    /** The one nearest to the median, the lower of two. */
    @Override
    public int point() {
      int best = 0;
      for (int i = 1; i < quantiles.size(); i++) {
        if (Math.abs(quantiles.get(i) - 0.5) < Math.abs(quantiles.get(best) - 0.5)) {
          best = i;
        }
      }
      return best;
    }
  }
}
