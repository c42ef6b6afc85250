package io.thalweg.model.artifact;

/**
 * A version whose files and manifest are in the store. Immutable.
 *
 * @param manifestSha256 the manifest's address in the store
 */
public record Release(String manifestSha256, Manifest manifest) {}
