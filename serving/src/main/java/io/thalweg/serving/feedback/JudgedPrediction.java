package io.thalweg.serving.feedback;

/**
 * A prediction of a version that has met its label. Immutable.
 *
 * @param servedAtMillis when it was served, milliseconds since the epoch
 * @param routed whether the version was the server's choice, not the request's
 * @param loss log loss, of a set of labels the mean over them; of a regression the squared error
 * @param correct whether it was right; of a regression never
 */
public record JudgedPrediction(
    String model,
    long version,
    long servedAtMillis,
    boolean routed,
    double loss,
    boolean correct) {}
