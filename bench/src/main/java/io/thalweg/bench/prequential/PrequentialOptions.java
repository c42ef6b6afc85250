package io.thalweg.bench.prequential;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for. Immutable.
 *
 * @param label the column that is predicted; null: the one that the pipeline names
 * @param pipeline features, model, training and replay; null: derived from the file
 * @param rows at most so many, from the file's beginning
 */
public record PrequentialOptions(
    Path csv, @Nullable String label, @Nullable Path pipeline, OptionalLong rows) {}
