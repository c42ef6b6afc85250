package io.thalweg.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperatorOriginTest {
  private static final Pattern UID = Pattern.compile("uid\\(\"([a-z-]+)\"\\)");

  /** They are there in every job, or keep nothing. */
  private static final Set<String> OF_EVERY_JOB = Set.of("merged-events");

  @Test
  void everyOperatorOfIngestionThatSomeFilesLackIsKnownByTheKeyThatBringsIt() throws Exception {
    Path ingestion =
        Path.of("../ingestion/src/main/java/io/thalweg/ingestion/flink/IngestionPipeline.java");
    List<String> uids =
        UID.matcher(Files.readString(ingestion)).results().map(m -> m.group(1)).toList();
    assertThat(uids).contains("dedup", "erasure-gate", "label-join", "logits-join", "merge");
    assertThat(Stream.concat(uids.stream(), Stream.of("audit", "histories", "marks")))
        .filteredOn(uid -> !OF_EVERY_JOB.contains(uid))
        .allSatisfy(uid -> assertThat(OperatorOrigin.of(uid)).doesNotContain("an operator"));
  }

  @Test
  void anOperatorThatNobodyKnowsIsNamedAsItIs() {
    assertThat(OperatorOrigin.of("strange")).startsWith("an operator 'strange'");
  }
}
