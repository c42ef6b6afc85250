package io.thalweg.learner.train.graph;

/**
 * A tensor of the model.
 *
 * @param at where its elements lie
 * @param gradient where their gradients do
 */
record Parameter(int at, int gradient) {}
