package io.thalweg.serving.access;

/** Who has shown a token. */
public record Client(String name, Role role) {}
