package io.thalweg.collective.transport.tcp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A channel in memory: what is written can be read, in pieces of random length. */
final class Tape implements GatheringByteChannel, ScatteringByteChannel {

  private final SplittableRandom random;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private byte[] bytes = new byte[0];
  private int read;
  private boolean ended;

  Tape(SplittableRandom random) {
    this.random = random;
  }

  /** All that will ever be read. */
  static Tape of(byte[] bytes, SplittableRandom random) {
    Tape tape = new Tape(random);
    tape.written.writeBytes(bytes);
    tape.ended = true;
    return tape;
  }

  byte[] written() {
    return written.toByteArray();
  }

  @Override
  public int write(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(copy);
    written.writeBytes(copy);
    return copy.length;
  }

  @Override
  public long write(ByteBuffer[] sources) {
    return write(sources, 0, sources.length);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    return Arrays.stream(sources, offset, offset + length).mapToInt(this::write).sum();
  }

  @Override
  public int read(ByteBuffer target) {
    return (int) read(new ByteBuffer[] {target}, 0, 1);
  }

  @Override
  public long read(ByteBuffer[] targets) {
    return read(targets, 0, targets.length);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    if (bytes.length < written.size()) {
      bytes = written.toByteArray();
    }
    if (read == bytes.length) {
      return ended ? -1 : 0;
    }
    int most = random.nextInt(bytes.length - read) + 1;
    int moved = 0;
    for (int i = offset; i < offset + length; i++) {
      int piece = Math.min(most - moved, targets[i].remaining());
      targets[i].put(bytes, read, piece);
      read += piece;
      moved += piece;
    }
    return moved;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
