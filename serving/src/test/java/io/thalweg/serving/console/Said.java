package io.thalweg.serving.console;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.LearningFigures.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A record of figures, as somebody writes it down. */
public final class Said {
  private final String process;
  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, String> texts = new HashMap<>();

  private Said(String process) {
    this.process = process;
  }

  public static Said by(String process) {
    return new Said(process);
  }

  public Said of(String owner, String name, double value) {
    figures.add(new Figure(name, owner, value));
    return this;
  }

  /** What a learner has learned, and how much of it was right. */
  public Said learner(int index, double trained, double correct) {
    String owner = "learner/" + index;
    return of(owner, LearnedNames.EXAMPLES_TRAINED, trained)
        .of(owner, LearnedNames.CORRECT, correct)
        .of(owner, LearnedNames.CORRECT_NO_CHANGE, trained / 2)
        .of(owner, LearnedNames.CORRECT_MAJORITY, trained / 4);
  }

  public Said text(String name, String text) {
    texts.put(name, text);
    return this;
  }

  public LearningFigures at(long millis) {
    return new LearningFigures("clicks", process, millis, figures, texts);
  }
}
