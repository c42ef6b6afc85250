package io.thalweg.learner.config;

import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.schemas.Topics;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code erasure}. Stateless. */
final class ErasureSection {
  private static final String WANT = "the field that says whom an event is about";

  /** Whom events are about; null where there is no such section. */
  static @Nullable String subject(ConfigNode root) {
    if (!root.has("erasure")) {
      return null;
    }
    ConfigNode node = root.section("erasure");
    node.required("subject", WANT);
    return node.string("subject");
  }

  /**
   * Where requests come from.
   *
   * @param looksBack whether features look at the past of a key
   */
  static Optional<String> topic(
      ConfigNode root, String name, SourceSpec source, boolean looksBack, boolean deterministic) {
    if (source.subject() == null) {
      return Optional.empty();
    }
    ConfigNode node = root.section("erasure");
    if (deterministic) {
      throw node.refuse("nothing, because deterministic is true and erasures come in no order");
    }
    if (looksBack && !source.subject().equals(source.key())) {
      throw node.required("subject")
          .refuse(
              "'%s', the field of source.key: what features of type history remember of a key"
                      .formatted(source.key())
                  + " can't be told apart by anything else");
    }
    return Optional.of(node.string("topic", Topics.erasures(name)));
  }

  private ErasureSection() {}
}
