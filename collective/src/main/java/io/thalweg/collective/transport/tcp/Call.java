package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Generation;

/**
 * What all frames of one collective call have in common. Immutable.
 *
 * @param number of the call in its generation, from 0
 * @param vectorLength in elements
 * @param operation stands for everything else that ranks must agree on: which call, its algorithm
 *     and its other arguments
 */
record Call(Generation generation, long round, int number, int vectorLength, int operation) {

  static Call handshake(Generation generation) {
    return new Call(generation, 0, 0, 0, 0);
  }
}
