/**
 * The world of the demo: a seeded stream of card transactions whose truth changes twice, the
 * producer that plays it into Kafka, and a client that asks for predictions all the while.
 */
@NullMarked
package io.thalweg.cli.demo;

import org.jspecify.annotations.NullMarked;
