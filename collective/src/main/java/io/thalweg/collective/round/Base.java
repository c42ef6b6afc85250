package io.thalweg.collective.round;

/**
 * The parameters that a group has agreed on, by name. Immutable.
 *
 * @param round that made them; 0 before any
 * @param sha256 of their little-endian float32 bytes, lower-case hexadecimal
 */
public record Base(long round, String sha256) {}
