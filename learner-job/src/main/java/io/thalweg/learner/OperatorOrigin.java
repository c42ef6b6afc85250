package io.thalweg.learner;

import java.util.Map;

/** Which part of a pipeline file an operator comes from that the file has no more. Stateless. */
final class OperatorOrigin {
  private static final String ERASURES = "erasures, which the file no longer has; put erasure back";
  private static final String LABELS =
      "labels on a topic of their own, which the file no longer has; put label.topic back";
  private static final String PREDICTIONS =
      "predictions, which the file no longer reads; put training.distillation back";
  private static final String HISTORIES =
      "features of type history, which the file no longer has; put them back";
  private static final String PUBLISHED =
      "published histories, which the file no longer has; put topics.histories back";
  private static final String IN_ORDER =
      "a deterministic run, which the file no longer asks for; put deterministic: true back";

  /** By uids, without the pipeline's name in front. */
  private static final Map<String, String> ORIGINS =
      Map.ofEntries(
          Map.entry(
              "files-and-events-source",
              "a backfill, which the file no longer has; put backfill back"),
          Map.entry(
              "events-source",
              "a topic that no files come before, and the file has a backfill now;"
                  + " take backfill out again"),
          Map.entry("erasures-source", ERASURES),
          Map.entry("erasures-split", ERASURES),
          Map.entry("gather-erasures", ERASURES),
          Map.entry("erasure-gate", ERASURES),
          Map.entry("labels-source", LABELS),
          Map.entry("labels-split", LABELS),
          Map.entry("label-join", LABELS),
          Map.entry(
              "dedup",
              "the removal of duplicates, which the file no longer asks for;"
                  + " put streaming.dedup-window back"),
          Map.entry("predictions-source", PREDICTIONS),
          Map.entry("logits-join", PREDICTIONS),
          Map.entry("history", HISTORIES),
          Map.entry("field-history", HISTORIES),
          Map.entry("label-history", HISTORIES),
          Map.entry("newest-history", PUBLISHED),
          Map.entry("newest-field-history", PUBLISHED),
          Map.entry("newest-label-history", PUBLISHED),
          Map.entry("histories", PUBLISHED),
          Map.entry("merge", IN_ORDER),
          Map.entry("marks", IN_ORDER),
          Map.entry("audit", "an audit, which the file no longer has; put topics.audit back"));

  /** Whose state it is and what to do, to be gone on with. */
  static String of(String uid) {
    return ORIGINS.getOrDefault(
        uid, "an operator '%s', which the file no longer has; put it back".formatted(uid));
  }

  private OperatorOrigin() {}
}
