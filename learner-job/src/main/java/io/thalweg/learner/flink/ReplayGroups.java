package io.thalweg.learner.flink;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Which replay group an example belongs to: Flink's key group of its key. Stateless. */
public final class ReplayGroups {
  private ReplayGroups() {}

  /**
   * The group.
   *
   * @param keyHash {@link String#hashCode()} of the key's text
   * @param groups of the whole key space
   */
  public static int of(int keyHash, int groups) {
    return KeyGroupRangeAssignment.assignToKeyGroup(keyHash, groups);
  }
}
