package io.thalweg.cli.models;

import io.thalweg.cli.models.SubjectTrace.Verdict;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.schemas.ModelAnnouncement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Versions that have learned from a subject, or may have. Immutable.
 *
 * @param unknown what nobody can tell any more, in a line
 */
public record LearnedFrom(List<Version> versions, Optional<String> unknown) {
  /** One of them. */
  public record Version(ModelAnnouncement announced, boolean certain) {}

  public LearnedFrom {
    versions = List.copyOf(versions);
  }

  /** By the receipts of versions, all of one model. */
  public static LearnedFrom of(
      SubjectTrace trace, Registry registry, List<ModelAnnouncement> announced) {
    List<Version> versions = new ArrayList<>();
    Optional<String> unknown = Optional.empty();
    for (ModelAnnouncement a : announced) {
      Provenance receipt = registry.manifest(a).provenance();
      if (receipt == null) {
        versions.add(new Version(a, false)); // of a release that wrote none
        continue;
      }
      Verdict verdict = trace.of(receipt);
      if (verdict != Verdict.NOT) {
        versions.add(new Version(a, verdict == Verdict.LEARNED));
      }
      unknown = unknown.or(() -> trace.gone(receipt));
    }
    return new LearnedFrom(versions, unknown);
  }
}
