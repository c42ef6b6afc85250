package io.thalweg.collective.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Generation;
import io.thalweg.collective.VectorBuffers;
import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.exchange.Element;
import io.thalweg.collective.exchange.Exchange;
import io.thalweg.collective.exchange.Workspace;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What rank 0 sends to rank 1 is changed on its way. Rank 1 must refuse it or wait for more, and
 * never take the call for finished; an unchanged one it must finish.
 */
@Timeout(600)
final class FrameFuzzTest {

  private static final int FRAMES = Boolean.getBoolean("thalweg.nightly") ? 1_000_000 : 50_000;
  private static final int FLOATS = 50;
  private static final Call CALL = new Call(new Generation(5, 6), 7, 8, FLOATS, 9);
  private static final SharedSecret KEY = SharedSecret.of(new byte[16]);

  private final Workspace workspace = new Workspace();

  /** One rank of a ring of two in the middle of a call. */
  private final class Rank {
    final Exchange exchange;
    final FrameSender sender;
    final FrameReceiver receiver;

    Rank(int rank, Tape out, Tape in, Supplier<FrameGuard> guard) {
      ByteBuffer vector = VectorBuffers.allocate(FLOATS);
      for (int i = 0; i < FLOATS; i++) {
        vector.putFloat(i * Float.BYTES, 1 + rank);
      }
      exchange =
          new Exchange(
              AllReduceAlgorithm.RING.plan(rank, 2, FLOATS).steps(),
              vector,
              Element.FLOAT32,
              workspace);
      sender = new FrameSender(out, guard.get(), rank);
      receiver = new FrameReceiver(in, guard.get(), 1 - rank);
      sender.begin(CALL);
      receiver.begin(CALL);
    }

    boolean advance() throws IOException {
      boolean moved = exchange.sends() && sender.advance(exchange);
      return (exchange.receives() && receiver.advance(exchange)) || moved;
    }
  }

  /** The two frames of an honest rank 0. */
  private byte[] honest(Supplier<FrameGuard> guard) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Tape there = new Tape(random);
    Tape back = new Tape(random);
    Rank zero = new Rank(0, there, back, guard);
    Rank one = new Rank(1, back, there, guard);
    while (!zero.exchange.isDone() || !one.exchange.isDone()) {
      zero.advance();
      one.advance();
    }
    return there.written();
  }

  /** Whether rank 1 finishes when it receives these bytes. */
  private boolean finishes(byte[] bytes, Supplier<FrameGuard> guard, SplittableRandom random)
      throws IOException {
    Rank one = new Rank(1, new Tape(random), Tape.of(bytes, random), guard);
    try {
      while (!one.exchange.isDone()) {
        one.advance();
      }
      return true;
    } catch (FrameRefusedException | EOFException e) {
      return false;
    }
  }

  @Test
  void nothingChangedPassesAChecksum() throws IOException {
    fuzz(ChecksumGuard::new, FRAMES * 3 / 4);
  }

  @Test
  void nothingChangedPassesAMac() throws IOException {
    fuzz(() -> new MacGuard(KEY), FRAMES / 4);
  }

  private void fuzz(Supplier<FrameGuard> guard, int frames) throws IOException {
    byte[] honest = honest(guard);
    for (int seed = 0; seed < frames; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] changed = Mutation.of(honest, random);
      int compared = Math.min(changed.length, honest.length);
      boolean same =
          changed.length >= honest.length
              && Arrays.equals(honest, 0, compared, changed, 0, compared);
      assertThat(finishes(changed, guard, random)).as("seed=%d", seed).isEqualTo(same);
    }
  }
}
