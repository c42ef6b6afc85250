package io.thalweg.serving.console;

import io.thalweg.serving.console.ModelState.AgeShare;
import io.thalweg.serving.console.ModelState.ClassShare;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of which ages and classes the rows are that were drawn from replay lately: a row counts half
 * after a minute. Confined to the console's lock.
 */
final class DrawnShares {
  private static final double FADE = Math.pow(0.5, 1.0 / 60);

  private final double[] ages = new double[LearnedNames.AGES.size() + 1];
  private final double[] classes = new double[LearnedNames.DRAWN_CLASSES];
  private final double[] agesBefore = new double[ages.length];
  private final double[] classesBefore = new double[classes.length];

  /** Looks once a second. */
  void look(ModelFigures figures) {
    for (int i = 0; i < ages.length; i++) {
      double risen = figures.risen(LearnedNames.drawnAge(i));
      ages[i] = ages[i] * FADE + risen - agesBefore[i];
      agesBefore[i] = risen;
    }
    for (int i = 0; i < classes.length; i++) {
      double risen = figures.risen(LearnedNames.drawnClass(i));
      classes[i] = classes[i] * FADE + risen - classesBefore[i];
      classesBefore[i] = risen;
    }
  }

  /** None where nothing was drawn. */
  List<AgeShare> ages() {
    double all = sum(ages);
    List<AgeShare> out = new ArrayList<>();
    for (int i = 0; all > 0 && i < ages.length; i++) {
      Integer upTo = i < LearnedNames.AGES.size() ? LearnedNames.AGES.get(i) : null;
      out.add(new AgeShare(upTo, ages[i] / all));
    }
    return out;
  }

  /**
   * None where nothing was drawn; of classes of which nothing was, none.
   *
   * @param labels names of classes, in their order; those that have none go by their number
   */
  List<ClassShare> classes(List<String> labels) {
    double all = sum(classes);
    List<ClassShare> out = new ArrayList<>();
    for (int i = 0; all > 0 && i < classes.length; i++) {
      if (classes[i] > 0) {
        out.add(new ClassShare(label(labels, i), classes[i] / all));
      }
    }
    return out;
  }

  private static String label(List<String> labels, int of) {
    @Nullable String name = of < labels.size() ? labels.get(of) : null;
    return name == null ? Integer.toString(of) : name;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
