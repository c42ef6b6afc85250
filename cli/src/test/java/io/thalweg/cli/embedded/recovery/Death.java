package io.thalweg.cli.embedded.recovery;

/**
 * How one process ended.
 *
 * @param snapshotted last number contained in the checkpoint that it died at
 * @param committed last number that a read-committed reader saw then; 0 if none
 */
record Death(KillPoint at, long snapshotted, long committed) {}
