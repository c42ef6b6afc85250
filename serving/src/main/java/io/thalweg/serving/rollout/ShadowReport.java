package io.thalweg.serving.rollout;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A version that was run beside those that answered, on the same rows. Immutable.
 *
 * @param alias of the shadow
 * @param version that it names, which is the one all figures are about; empty before the first run
 * @param againstFrom the lowest version that answered, and {@code againstTo} the highest
 * @param requests that both have computed
 * @param rows in them
 * @param meanDifference of the head's outputs, absolute
 * @param maxDifference likewise
 * @param disagreements rows on whose class they differ, 0 where the head has no classes
 * @param stabilityIndex how far the distribution of scores has shifted, in nats (population
 *     stability index); 0 before there are enough rows. As a rule of thumb, below 0.1 is no shift,
 *     above 0.25 a large one
 * @param shadowMicros what a run of the shadow took, on the mean
 * @param answerMicros what the same requests took to be answered, queueing among it
 * @param dropped requests of the sample that found the queue full
 * @param skipped requests of the sample that the same version had answered, or of a time when the
 *     alias named none
 * @param failed requests that the shadow could not compute, or of which it has other outputs
 * @param failure the last reason, null where there is none
 */
public record ShadowReport(
    String alias,
    OptionalLong version,
    OptionalLong againstFrom,
    OptionalLong againstTo,
    long requests,
    long rows,
    double meanDifference,
    double maxDifference,
    long disagreements,
    double stabilityIndex,
    double shadowMicros,
    double answerMicros,
    long dropped,
    long skipped,
    long failed,
    @Nullable String failure) {}
