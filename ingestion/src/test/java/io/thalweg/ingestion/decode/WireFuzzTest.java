package io.thalweg.ingestion.decode;

import static io.thalweg.ingestion.decode.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.thalweg.ingestion.WireSpec.Framing;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No bytes make anything but a row or a reason, and the next record is read as if they had never
 * been there. Jazzer looks for some in each build for 5 s a method, with {@code -Pnightly} for 30
 * minutes, and elsewhere repeats what it once found.
 */
class WireFuzzTest {
  private static final FakeRegistry REGISTRY = new FakeRegistry();
  private static final RecordProjector AVRO = Fixtures.projector();
  private static final RecordProjector JSON = JsonRecords.projector(Framing.NONE);
  private static final RecordProjector FRAMED =
      RecordProjector.bind(
          Fixtures.source(FakeRegistry.CONFLUENT),
          Fixtures.LABEL,
          Fixtures.FEATURES,
          FieldObserver.NONE,
          (spec, framing) -> REGISTRY);

  private static final byte[] GOOD = Fixtures.bytes(Fixtures.record(new Random(1)));
  private static final byte[] GOOD_JSON =
      JsonRecords.of(Fixtures.record(new Random(1)), new Random(1))
          .getBytes(StandardCharsets.UTF_8);

  static {
    REGISTRY.put(1, Fixtures.SCHEMA);
  }

  /** Where the search begins. */
  static Stream<Arguments> goodAvro() {
    return Stream.of(arguments(GOOD));
  }

  static Stream<Arguments> goodFrames() {
    return Stream.of(arguments(Framed.withId(1, GOOD)));
  }

  static Stream<Arguments> goodJson() {
    return Stream.of(arguments(GOOD_JSON));
  }

  static Stream<Arguments> goodHeaders() {
    return Stream.of(arguments(Framed.withId(1, new byte[0])));
  }

  @MethodSource("goodAvro")
  @FuzzTest(maxDuration = "5s")
  void avro(byte[] bytes) {
    check(AVRO, bytes, GOOD);
  }

  @MethodSource("goodFrames")
  @FuzzTest(maxDuration = "5s")
  void framedAvro(byte[] bytes) {
    check(FRAMED, bytes, Framed.withId(1, GOOD));
  }

  @MethodSource("goodJson")
  @FuzzTest(maxDuration = "5s")
  void json(byte[] bytes) {
    check(JSON, bytes, GOOD_JSON);
  }

  @MethodSource("goodHeaders")
  @FuzzTest(maxDuration = "5s")
  void headers(byte[] bytes) {
    assertThat(FRAMED.project(GOOD, NOW, name -> bytes)).isNotNull();
  }

  private static void check(RecordProjector projector, byte[] bytes, byte[] good) {
    assertThat(projector.project(bytes, NOW)).isNotNull();
    Outcome next = projector.project(good, NOW);
    assertThat(next).isInstanceOf(Decoded.class);
    assertThat(((Decoded) next).row()).isEqualTo(((Decoded) AVRO.project(GOOD, NOW)).row());
  }
}
