package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Property {@code replay.samples}: how many rows are drawn, 10 million unless told. */
class NativeMemoryIT {
  private static final long SAMPLES = Long.getLong("replay.samples", 10_000_000);

  @TempDir Path temp;

  /** Draws from a pool and says its resident memory, in KiB, after each fifth. */
  static final class Sampler {
    private Sampler() {}

    public static void main(String[] arguments) throws IOException {
      ReplayConfig config =
          ReplayConfig.of(64, 4, 40_000).withTiers(TierSizes.of(400_000, 4 << 20));
      long samples = Long.parseLong(arguments[1]);
      try (ReplayTable table =
              ReplayTable.open(config, new GroupRange(0, 3), Path.of(arguments[0]));
          ReplayBatch batch = ReplayBatch.allocate(config, 256)) {
        for (int number = 0; number < 60_000; number++) {
          table.offer(number % 4, new RowMeta(number, 0, number, 0, 0), TestRows.row(number, 64));
        }
        for (int fifth = 0; fifth < 6; fifth++) {
          for (long drawn = 0; drawn < samples / 5; drawn += 256) {
            table.sample(256, batch);
          }
          System.out.println(residentKilobytes());
        }
      }
    }

    private static long residentKilobytes() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      throw new IOException("no VmRSS");
    }
  }

  @Test
  @Timeout(600)
  void residentMemoryStaysTheSameWhileRowsAreDrawn() throws Exception {
    Process sampler =
        ChildJvm.start(
            "",
            temp,
            List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch"),
            Sampler.class,
            temp.resolve("t").toString(),
            Long.toString(SAMPLES));
    try (BufferedReader output = sampler.inputReader()) {
      List<Long> kilobytes = output.lines().map(Long::valueOf).toList();
      System.out.println("resident KiB while drawing: " + kilobytes);
      assertThat(kilobytes).hasSize(6);
      assertThat(kilobytes.subList(1, 6))
          .allMatch(k -> Math.abs(k - kilobytes.get(0)) <= kilobytes.get(0) / 20);
    } finally {
      sampler.destroyForcibly();
    }
  }
}
