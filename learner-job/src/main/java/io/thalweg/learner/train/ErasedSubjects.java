package io.thalweg.learner.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Up to which event time nothing of a subject is to be kept, for good, and how much that has cost a
 * learner so far. Confined to one thread.
 *
 * <p>Bytes, version 1: int32 version, int64 examples, int64 rows, int32 how many subjects, then
 * int64 subject and int64 time of each, in the order of the subjects.
 */
public final class ErasedSubjects {
  private static final int VERSION = 1;

  private final Map<Long, Long> untilMillis = new TreeMap<>();
  private long examples;
  private long rows;

  /** Of a subject that has one later already, that one stays. */
  void add(Map<Long, Long> more) {
    more.forEach((subject, until) -> untilMillis.merge(subject, until, Math::max));
  }

  boolean covers(long subject, long eventTimeMillis) {
    Long until = untilMillis.get(subject);
    return until != null && eventTimeMillis <= until;
  }

  void countExamples(int refused) {
    examples += refused;
  }

  void countRows(int erased) {
    rows += erased;
  }

  /** Examples that came and weren't learned. */
  public long examples() {
    return examples;
  }

  /** Rows that were taken out of replay. */
  public long rows() {
    return rows;
  }

  /** Takes in what learners of a checkpoint knew, and of the first one's heir also the counts. */
  public void restore(Iterable<byte[]> learners, boolean counts) {
    for (byte[] learner : learners) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(learner))) {
        read(in, counts);
      } catch (IOException e) {
        throw new UncheckedIOException("erased subjects in a checkpoint are broken", e);
      }
    }
  }

  private void read(DataInputStream in, boolean counts) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IllegalStateException(
          "erased subjects have format %d, this build reads %d".formatted(version, VERSION));
    }
    long examplesThen = in.readLong();
    long rowsThen = in.readLong();
    if (counts) {
      examples += examplesThen;
      rows += rowsThen;
    }
    for (int left = in.readInt(); left > 0; left--) {
      add(Map.of(in.readLong(), in.readLong()));
    }
  }

  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeLong(examples);
      out.writeLong(rows);
      out.writeInt(untilMillis.size());
      for (Map.Entry<Long, Long> entry : untilMillis.entrySet()) {
        out.writeLong(entry.getKey());
        out.writeLong(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
