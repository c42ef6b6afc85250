package io.thalweg.learner.drift;

import java.io.Serializable;

/** A detector and its parameters. Immutable. */
public sealed interface DriftSpec extends Serializable {
  /** Its name in configurations and reports. */
  String type();

  /**
   * A window as long as its mean is the same throughout (Bifet, Gavalda 2007).
   *
   * @param delta bounds the chance of a false alarm
   */
  record Adwin(double delta) implements DriftSpec {
    @Override
    public String type() {
      return "adwin";
    }
  }

  /**
   * The error rate against its minimum, in standard deviations (Gama et al. 2004).
   *
   * @param minExamples before anything is said
   */
  record Ddm(long minExamples, double warning, double drift) implements DriftSpec {
    @Override
    public String type() {
      return "ddm";
    }
  }

  /** The mean since the start against its lowest, by Hoeffding (Frias-Blanco et al. 2015). */
  record HddmA(double driftConfidence, double warningConfidence) implements DriftSpec {
    @Override
    public String type() {
      return "hddm-a";
    }
  }

  /**
   * Exponentially weighted means before and after a cut, by McDiarmid (Frias-Blanco et al. 2015).
   *
   * @param lambda the weight of the newest value
   */
  record HddmW(double driftConfidence, double warningConfidence, double lambda)
      implements DriftSpec {
    @Override
    public String type() {
      return "hddm-w";
    }
  }

  /**
   * What exceeds the mean by more than delta, accumulated (Page 1954).
   *
   * @param minExamples before anything is said
   * @param threshold of what has accumulated
   * @param fading of what has accumulated, with each value
   */
  record PageHinkley(long minExamples, double delta, double threshold, double fading)
      implements DriftSpec {
    @Override
    public String type() {
      return "page-hinkley";
    }
  }

  /**
   * The newest values against a sample of those before (Raab et al. 2020).
   *
   * @param window all values that are kept
   * @param recent how many of them are the newest, and how many of the others are drawn
   */
  record Kswin(double alpha, int window, int recent, long seed) implements DriftSpec {
    public Kswin {
      if (recent < 1 || window < 2 * recent) {
        throw new IllegalArgumentException(
            "kswin: window=%d, recent=%d, want a window of two recent parts or more"
                .formatted(window, recent));
      }
    }

    @Override
    public String type() {
      return "kswin";
    }
  }

  /**
   * Population stability index of each window against a reference, over bins that hold equal shares
   * of the reference.
   */
  record Psi(int reference, int window, int bins, double warning, double drift)
      implements DriftSpec {
    @Override
    public String type() {
      return "psi";
    }
  }

  /** Two-sample Kolmogorov-Smirnov test of each window against a reference. */
  record Ks(int reference, int window, double alpha) implements DriftSpec {
    @Override
    public String type() {
      return "ks";
    }
  }

  /** Chi-square test of each window's counts of values against a reference's. */
  record ChiSquare(int reference, int window, double alpha) implements DriftSpec {
    @Override
    public String type() {
      return "chi-square";
    }
  }
}
