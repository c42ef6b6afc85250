/**
 * The weights as a ledger: jobs on a real Flink whose model has weights of its own for every event,
 * so that what was learned, and how often, can be read off a checkpoint.
 */
package io.thalweg.learner.ledger;
