package io.thalweg.replay;

/** A slot's number in the table, and its group and number there. Immutable. */
record SlotAddress(int firstGroup, int capacityPerGroup) {

  static SlotAddress of(ReplayConfig config, GroupRange owned) {
    return new SlotAddress(owned.first(), config.capacityPerGroup());
  }

  int slot(int group, int slotInGroup) {
    return (group - firstGroup) * capacityPerGroup + slotInGroup;
  }

  int group(int slot) {
    return firstGroup + slot / capacityPerGroup;
  }

  int slotInGroup(int slot) {
    return slot % capacityPerGroup;
  }
}
