package io.thalweg.serving.explain;

/**
 * Why a version says what it says of a row. Immutable.
 *
 * @param source of the background rows
 */
public record Explanation(
    String model,
    long version,
    OutputColumn output,
    Attributions attributions,
    BackgroundSource source) {}
