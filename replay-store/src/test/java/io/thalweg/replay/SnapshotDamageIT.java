package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.checkpoint.DamagedSnapshotException;
import io.thalweg.replay.tier.rocksdb.NativeHandles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDamageIT {
  private static final int CORRUPTIONS = 300;
  private static final ReplayConfig CONFIG =
      Tables.config(Retention.WINDOW, Selection.UNIFORM, Tables.Mode.COLD);

  @TempDir Path temp;

  @Test
  void everyDamageToARealSnapshotIsRefusedBeforeARowIsServed() throws IOException {
    SnapshotSource intact;
    try (ReplayTable table = ReplayTable.open(CONFIG, Tables.ALL, temp.resolve("table"))) {
      Tables.offerAll(table, Tables.ALL, 0, 6_000);
      Tables.change(table, 0, 6_000);
      intact = Tables.snapshot(table, Tables.ALL, temp.resolve("snapshot"));
    }
    List<String> names = new ArrayList<>(new TreeMap<>(Tables.files(intact.directory())).keySet());
    names.removeIf(name -> name.equals("LOG") || name.equals("LOCK"));
    assertThat(names).anyMatch(n -> n.endsWith(".seg")).anyMatch(n -> n.endsWith(".sst"));
    for (int seed = 0; seed < CORRUPTIONS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String name = names.get(random.nextInt(names.size()));
      Path damaged = temp.resolve("damaged-" + seed);
      String what = damage(intact.directory(), damaged, names, name, seed % 4, random);
      GroupRange owned = seed % 3 == 0 ? new GroupRange(2, 7) : Tables.ALL;
      Path directory = temp.resolve("restored-" + seed);
      assertThatThrownBy(
              () ->
                  ReplayTable.restore(
                          CONFIG,
                          owned,
                          directory,
                          List.of(new SnapshotSource(damaged, Tables.ALL)))
                      .close())
          .as("seed %d: %s of %s", seed, what, name)
          .isInstanceOf(DamagedSnapshotException.class)
          .hasMessageContaining(damaged.toString())
          .hasMessageContaining("restore an older snapshot")
          .hasMessageNotContaining("\n");
      assertThat(NativeHandles.open()).isZero();
      assertThat(directory).doesNotExist();
      Tables.deleteAll(damaged);
    }
    ReplayTable.restore(CONFIG, Tables.ALL, temp.resolve("whole"), List.of(intact)).close();
  }

  private static String damage(
      Path from, Path to, List<String> names, String name, int kind, SplittableRandom random)
      throws IOException {
    Files.createDirectory(to);
    for (String each : names) {
      if (!each.equals(name)) {
        Files.createLink(to.resolve(each), from.resolve(each));
      }
    }
    byte[] bytes = Files.readAllBytes(from.resolve(name));
    switch (kind) {
      case 0 -> {
        int bit = random.nextInt(bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(to.resolve(name), bytes);
        return "bit " + bit;
      }
      case 1 -> {
        Files.write(to.resolve(name), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        return "truncation";
      }
      case 2 -> {
        return "absence";
      }
      default -> {
        List<String> others = new ArrayList<>(names);
        others.remove(name);
        Collections.rotate(others, random.nextInt(others.size()));
        Files.move(to.resolve(others.get(0)), to.resolve(name));
        Files.write(to.resolve(others.get(0)), bytes);
        return "exchange with " + others.get(0);
      }
    }
  }
}
