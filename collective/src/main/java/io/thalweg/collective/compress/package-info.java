/**
 * Fewer bytes on the wire: codecs turn a vector into a frame and back, memories keep what a lossy
 * codec has held back, and summations put both under an all-reduce. They know the communicator, not
 * its transport, and nothing of training.
 */
@NullMarked
package io.thalweg.collective.compress;

import org.jspecify.annotations.NullMarked;
