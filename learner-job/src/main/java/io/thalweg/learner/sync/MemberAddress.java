package io.thalweg.learner.sync;

import java.io.Serializable;

/**
 * Where a learner can be reached by the others.
 *
 * @param processId equal for learners of one JVM, which reduce in memory
 */
public record MemberAddress(String host, int port, String processId) implements Serializable {}
