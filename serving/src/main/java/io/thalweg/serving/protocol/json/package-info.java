/** The protocol's JSON: requests read as a stream of tokens, answers written as bytes. */
@NullMarked
package io.thalweg.serving.protocol.json;

import org.jspecify.annotations.NullMarked;
