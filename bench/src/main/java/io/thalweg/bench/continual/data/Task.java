package io.thalweg.bench.continual.data;

/** Something to learn, and what to test it with. Immutable. */
public record Task(String name, Samples train, Samples test) {}
