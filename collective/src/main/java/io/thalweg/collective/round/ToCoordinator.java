package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import org.jspecify.annotations.Nullable;

/**
 * What a member tells the coordinator. Any of it may be lost, doubled or late: members repeat
 * progress, and votes until they are decided; a failure or a farewell that is lost shows at a
 * deadline. Immutable.
 */
public sealed interface ToCoordinator {

  /**
   * Sign of life; the first one is the wish to join.
   *
   * @param base the newest parameters that it has applied
   * @param generation that it is linked in
   * @param openExamples learned and in no committed round
   */
  record Progress(Address address, Base base, @Nullable Generation generation, long openExamples)
      implements ToCoordinator {}

  /**
   * It holds the result of this round and applies it when told to.
   *
   * @param resultSha256 of the parameters that the round would make
   * @param examples that it put in
   */
  record Vote(Generation generation, long round, String resultSha256, long examples)
      implements ToCoordinator {}

  /**
   * It won't vote in this round, and its links are gone.
   *
   * @param round 0 if the generation itself didn't come about
   * @param suspectRank whose fault it seems to be, or {@link #NO_SUSPECT}
   */
  record Failed(Generation generation, long round, String why, int suspectRank)
      implements ToCoordinator {
    public static final int NO_SUSPECT = -1;
  }

  /** It has nothing open and goes for good. */
  record Leave() implements ToCoordinator {}
}
