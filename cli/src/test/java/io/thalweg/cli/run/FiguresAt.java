package io.thalweg.cli.run;

/** Figures of a job at one moment, for tests: what a test doesn't set is 0. Immutable. */
record FiguresAt(
    long eventsIn, long labelsIn, long trained, long correct, Quality quality, FileFigures files) {
  static FiguresAt start() {
    return new FiguresAt(0, 0, 0, 0, Quality.NONE, FileFigures.NONE);
  }

  FiguresAt read(long events, long labels) {
    return new FiguresAt(events, labels, trained, correct, quality, files);
  }

  FiguresAt learned(long trained, long correct) {
    return new FiguresAt(eventsIn, labelsIn, trained, correct, quality, files);
  }

  FiguresAt with(Quality other) {
    return new FiguresAt(eventsIn, labelsIn, trained, correct, other, files);
  }

  FiguresAt with(FileFigures other) {
    return new FiguresAt(eventsIn, labelsIn, trained, correct, quality, other);
  }

  JobFigures figures() {
    return figures(0, 0, 0);
  }

  JobFigures figures(long deadLettered, long duplicates, long expired) {
    return figures(deadLettered, duplicates, expired, 0);
  }

  JobFigures owing(long rounds) {
    return figures(0, 0, 0, rounds);
  }

  private JobFigures figures(long deadLettered, long duplicates, long expired, long roundsOwed) {
    return new JobFigures(
        eventsIn,
        files,
        labelsIn,
        0,
        deadLettered,
        0,
        0,
        0,
        duplicates,
        expired,
        0,
        0,
        0,
        0,
        0,
        roundsOwed,
        trained,
        2 * trained,
        correct,
        trained / 2,
        trained * 3 / 5,
        0.25 * trained,
        30,
        10,
        20,
        4,
        1,
        3,
        2,
        quality);
  }
}
