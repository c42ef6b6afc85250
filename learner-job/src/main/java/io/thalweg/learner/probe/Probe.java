package io.thalweg.learner.probe;

import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/**
 * A learner's {@link Recall} and {@link Shift}. Confined to one thread.
 *
 * <p>Bytes, version 1, big endian: int32 version, the recall, the shift; none where nothing was
 * probed.
 */
public final class Probe {
  private static final int VERSION = 1;
  private static final byte[] NOTHING = {};

  private final boolean off;
  private Recall recall;
  private Shift shift;

  /** Nothing is known yet. */
  public Probe(ProbeSpec spec, RowLayout layout, FeatureSpec features) {
    this(
        spec.rows() == 0 && spec.reference() == 0,
        Recall.of(spec, layout),
        Shift.of(spec, features));
  }

  private Probe(boolean off, Recall recall, Shift shift) {
    this.off = off;
    this.recall = recall;
    this.shift = shift;
  }

  /** Whether nothing is to be found out, whatever comes. */
  public boolean isOff() {
    return off;
  }

  /** See {@link Recall#learned}. */
  public void learned(LongSupplier key, long subject, ByteBuffer rows, int at) {
    recall.learned(key, subject, rows, at);
  }

  /** See {@link Shift#learned}. */
  public void compare(ByteBuffer rows, int at, int rowBytes, int examples) {
    shift.learned(rows, at, rowBytes, examples);
  }

  /** See {@link Recall#revised}. */
  public void revised(long key, long subject, ByteBuffer rows, int at) {
    recall.revised(key, subject, rows, at);
  }

  /** See {@link Recall#test}. */
  public void test(long trained, Examinee examinee) {
    recall.test(trained, examinee);
  }

  /** See {@link Recall#removeIf}. */
  public void removeIf(BiPredicate<Long, Long> gone) {
    recall.removeIf(gone);
  }

  /** See {@link Shift#forgetFirstValues}. */
  public void forgetFirstValues() {
    shift.forgetFirstValues();
  }

  public ProbeFigures figures() {
    return off
        ? ProbeFigures.NONE
        : new ProbeFigures(recall.periods(), recall.evaluations(), shift.indexes());
  }

  // ---- checkpoints ----

  public byte[] toBytes() {
    if (off) {
      return NOTHING;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      recall.write(out);
      shift.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Probe read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IllegalStateException(
            "probes have format %d, this build reads %d".formatted(version, VERSION));
      }
      return new Probe(false, Recall.read(in), Shift.read(in));
    } catch (IOException e) {
      throw new UncheckedIOException("probes in a checkpoint are broken", e);
    }
  }

  /** Goes on from bytes of {@link #toBytes}; what is of other rows or features begins anew. */
  public void restore(byte[] bytes) {
    if (bytes.length == 0 || off) {
      return;
    }
    Probe then = read(bytes);
    recall = recall.isLike(then.recall) ? then.recall : recall;
    shift = shift.orRestored(then.shift);
  }

  /**
   * What one of another number of learners goes on from: all periods, see {@link Recall}, and the
   * reference of one of them.
   *
   * @param all states that there are, by rank
   */
  public static byte[] dealt(List<byte[]> all, int rank, int worldSize) {
    List<Probe> probes = new ArrayList<>();
    for (byte[] bytes : all) {
      if (bytes.length > 0) {
        probes.add(read(bytes));
      }
    }
    if (probes.isEmpty()) {
      return NOTHING;
    }
    Shift shift = probes.get(rank % probes.size()).shift;
    shift.forgetWindow();
    return new Probe(
            false,
            Recall.dealt(probes.stream().map(p -> p.recall).toList(), rank, worldSize),
            shift)
        .toBytes();
  }
}
