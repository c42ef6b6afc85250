package io.thalweg.replay;

import java.util.SortedMap;

/**
 * What a table holds, in rows. Immutable.
 *
 * @param byClass rows by class label; absent if there are none
 * @param bySource rows by source
 * @param byAgeSeconds rows by age, under the upper end (exclusive) of each span, by event time;
 *     what is older than all spans stands under {@link Long#MAX_VALUE}
 * @param hot rows in memory; they lie in another tier too
 * @param staged rows that are not sealed yet
 * @param warm rows sealed in the warm tier
 * @param cold rows sealed in the cold tier
 */
public record Composition(
    SortedMap<Integer, Integer> byClass,
    SortedMap<Integer, Integer> bySource,
    SortedMap<Long, Integer> byAgeSeconds,
    int hot,
    int staged,
    int warm,
    int cold) {}
