package io.thalweg.replay.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes half of the bytes, or does nothing, at one step, and fails. Confined to one thread. */
final class FailingOperations implements FileOperations {
  private final int failing;
  private final List<String> done;

  FailingOperations(int failing, List<String> done) {
    this.failing = failing;
    this.done = done;
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    if (done.size() == failing) {
      REAL.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
    step("write");
    REAL.write(file, bytes);
  }

  @Override
  public void force(Path fileOrDirectory) throws IOException {
    step("force");
    REAL.force(fileOrDirectory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step("rename");
    REAL.rename(from, to);
  }

  private void step(String name) throws IOException {
    if (done.size() == failing) {
      throw new IOException("step " + failing + " failed");
    }
    done.add(name);
  }
}
