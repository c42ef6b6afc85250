package io.thalweg.ingestion.decode;

import static io.thalweg.ingestion.decode.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thalweg.ingestion.WireSpec.Framing;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class CorruptRecordSimulationTest {
  private static final long SEED = 20_261_120;
  private static final int MUTATIONS = Boolean.getBoolean("thalweg.nightly") ? 2_000_000 : 100_000;

  /** A walk may allocate a grown text buffer, a decoder, a row and a message; not a bomb. */
  private static final long MAX_ALLOCATED_BYTES = 512 << 10;

  /** Of one form. */
  private interface Form {
    RecordProjector projector();

    byte[] bytes(GenericRecord record, Random random);

    default long maxAllocatedBytes() {
      return MAX_ALLOCATED_BYTES;
    }
  }

  @Test
  void noCorruptRecordEscapesAsAnExceptionOrSpoilsTheNext() {
    check(
        new Form() {
          @Override
          public RecordProjector projector() {
            return Fixtures.projector();
          }

          @Override
          public byte[] bytes(GenericRecord record, Random random) {
            return Fixtures.bytes(record);
          }
        },
        MUTATIONS);
  }

  @Test
  void neitherDoesAFramedOne() {
    FakeRegistry registry = new FakeRegistry();
    registry.put(1, Fixtures.SCHEMA);
    registry.put(2, Schema.create(Schema.Type.INT));
    check(
        new Form() {
          @Override
          public RecordProjector projector() {
            return RecordProjector.bind(
                Fixtures.source(FakeRegistry.CONFLUENT),
                Fixtures.LABEL,
                Fixtures.FEATURES,
                FieldObserver.NONE,
                (spec, framing) -> registry);
          }

          @Override
          public byte[] bytes(GenericRecord record, Random random) {
            return Framed.withId(1, Fixtures.bytes(record));
          }
        },
        MUTATIONS / 2);
  }

  @Test
  void neitherDoesOneOfJson() {
    check(
        new Form() {
          @Override
          public RecordProjector projector() {
            return JsonRecords.projector(Framing.NONE);
          }

          @Override
          public byte[] bytes(GenericRecord record, Random random) {
            return JsonRecords.of(record, random).getBytes(StandardCharsets.UTF_8);
          }

          /** The parser's table of names grows at times, to 6,000 of them and no further. */
          @Override
          public long maxAllocatedBytes() {
            return 1 << 20;
          }
        },
        MUTATIONS / 2);
  }

  private static void check(Form form, int mutations) {
    Random random = new Random(SEED);
    RecordProjector projector = form.projector();
    byte[][] good = new byte[16][];
    byte[][] rows = new byte[16][];
    for (int i = 0; i < good.length; i++) {
      good[i] = form.bytes(Fixtures.record(random), random);
      rows[i] = ((Decoded) form.projector().project(good[i], NOW)).row();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    for (int i = 0; i < mutations; i++) {
      String seen = "seed=%d, mutation=%d".formatted(SEED, i);
      byte[] bad = mutated(good[random.nextInt(good.length)], random);
      long before = threads.getCurrentThreadAllocatedBytes();
      Outcome outcome = projector.project(bad, NOW);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as(seen)
          .isLessThan(form.maxAllocatedBytes());
      refused += outcome instanceof Refusal ? 1 : 0;
      int next = random.nextInt(good.length);
      Outcome after = projector.project(good[next], NOW);
      assertThat(after).as(seen).isInstanceOf(Decoded.class);
      assertThat(((Decoded) after).row()).as(seen).isEqualTo(rows[next]);
    }
    assertThat(refused).isGreaterThan(mutations / 2);
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> bytes = bombed(bytes, random);
      default -> {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      }
    }
    return bytes;
  }

  /** A huge or negative varint somewhere: a length, a count, an index. */
  private static byte[] bombed(byte[] good, Random random) {
    byte[] varint = new byte[1 + random.nextInt(10)];
    Arrays.fill(varint, (byte) 0xFF);
    varint[varint.length - 1] = (byte) random.nextInt(128);
    int at = random.nextInt(good.length);
    byte[] out = Arrays.copyOf(good, good.length + varint.length);
    System.arraycopy(varint, 0, out, at, varint.length);
    System.arraycopy(good, at, out, at + varint.length, good.length - at);
    return out;
  }
}
