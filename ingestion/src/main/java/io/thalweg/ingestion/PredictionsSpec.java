package io.thalweg.ingestion;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where a server's answers come from that examples are given along. Immutable.
 *
 * @param topic of served predictions
 * @param model whose answers count
 * @param logits of an answer; one with any other number doesn't count
 * @param window how long an answer waits for its event to be learned, by the clock
 */
public record PredictionsSpec(String topic, String model, int logits, Duration window)
    implements Serializable {}
