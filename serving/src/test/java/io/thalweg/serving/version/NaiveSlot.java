package io.thalweg.serving.version;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a slot of two versions means when nothing happens at the same time: the sequential
 * specification of {@link VersionSwitchLincheckTest}. Made by Lincheck.
 */
public final class NaiveSlot {
  private final TreeSet<Integer> loaded = new TreeSet<>();
  private final Map<String, Integer> assigned = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  public boolean swap(int version) {
    if (!loaded.isEmpty() && version <= loaded.last()) {
      return false;
    }
    loaded.add(version);
    settle();
    return true;
  }

  public boolean admit(int version) {
    if (loaded.contains(version) || !assigned.containsValue(version)) {
      return false;
    }
    loaded.add(version);
    settle();
    return true;
  }

  public void assign(int name, int version) {
    assigned.put(VersionSwitchLincheckTest.NAMES.get(name), version);
    settle();
  }

  public void remove(int name) {
    assigned.remove(VersionSwitchLincheckTest.NAMES.get(name));
    settle();
  }

  private void settle() {
    names.keySet().retainAll(assigned.keySet());
    assigned.forEach(
        (alias, version) -> {
          if (loaded.contains(version)) {
            names.put(alias, version);
          }
        });
    List<Integer> newestFirst = new ArrayList<>(loaded.descendingSet());
    for (int i = 2; i < newestFirst.size(); i++) {
      if (!names.containsValue(newestFirst.get(i))) {
        loaded.remove(newestFirst.get(i));
      }
    }
  }

  public int read(int name) {
    int newest = loaded.isEmpty() ? -1 : loaded.last();
    return switch (name) {
      case 0, 1 -> names.getOrDefault(VersionSwitchLincheckTest.NAMES.get(name), -1);
      case 2 -> newest;
      case 3 -> names.getOrDefault("champion", newest);
      default -> loaded.contains(name - 3) ? name - 3 : -1;
    };
  }
}
