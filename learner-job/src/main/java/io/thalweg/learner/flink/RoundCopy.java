package io.thalweg.learner.flink;

import io.thalweg.learner.release.Stager;
import io.thalweg.learner.release.WantedRound;
import io.thalweg.learner.sync.CoordinatorMessage.Preview;
import io.thalweg.learner.train.OnlineLearner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Stores the model of one wanted round. To be asked after everything that may commit a round: the
 * base stays until the next commit. Confined to the learner's thread.
 */
final class RoundCopy {
  private final @Nullable WantedRound wanted;
  private final Stager stager;
  private final OnlineLearner learner;
  private boolean done;

  /** Without a wanted round it does nothing. */
  RoundCopy(@Nullable WantedRound wanted, Stager stager, OnlineLearner learner) {
    this.wanted = wanted;
    this.stager = stager;
    this.learner = learner;
  }

  void storeIfReached() {
    if (wanted == null || done || learner.round() != wanted.round()) {
      return;
    }
    done = true;
    try {
      // The totals are this learner's own: nobody reads those of a copy.
      String manifest =
          stager
              .stage(
                  learner.baseModel(),
                  new Preview(1, null, learner.baseTotals()),
                  learner.round(),
                  learner.baseTotals())
              .manifestSha256();
      Path note = Path.of(wanted.note());
      Path whole = Files.writeString(note.resolveSibling(note.getFileName() + ".part"), manifest);
      Files.move(whole, note, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("round %d can't be stored".formatted(wanted.round()), e);
    }
  }
}
