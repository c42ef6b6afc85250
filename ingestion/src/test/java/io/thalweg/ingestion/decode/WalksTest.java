package io.thalweg.ingestion.decode;

import static io.thalweg.ingestion.decode.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.registry.RegistryException;
import io.thalweg.ingestion.registry.SchemaId;
import io.thalweg.ingestion.registry.SchemaId.Kind;
import io.thalweg.model.feature.BadValueException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WalksTest {
  private final FakeRegistry registry = new FakeRegistry();
  private long nanos;
  private final Walks walks =
      new Walks(
          registry,
          new SchemaBinding("source.schema", "transactions.avsc", Fixtures.SCHEMA_JSON),
          () -> nanos);

  @Test
  void asksForASchemaOnce() throws Exception {
    registry.put(1, Fixtures.SCHEMA);
    registry.put(2, Fixtures.SCHEMA);
    Step first = walks.of(frame(1));
    Step second = walks.of(frame(2));
    assertThat(walks.of(frame(1))).isSameAs(first);
    assertThat(walks.of(frame(2))).isSameAs(second);
    assertThat(registry.asked).isEqualTo(2);
  }

  @Test
  void whatFailsInTheAskingIsNoRecordsFault() {
    Walks failing =
        new Walks(
            id -> {
              throw new IllegalArgumentException("a secret");
            },
            new SchemaBinding("source.schema", "transactions.avsc", Fixtures.SCHEMA_JSON),
            () -> nanos);
    assertThatThrownBy(() -> failing.of(frame(1)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("IllegalArgumentException")
        .hasMessageNotContaining("a secret");
  }

  @Test
  void asksAgainForWhatWasUnknownAWhileAgo() throws Exception {
    assertUnknown(7);
    nanos += Walks.UNKNOWN_FOR.toNanos() - 1;
    registry.put(7, Fixtures.SCHEMA);
    assertUnknown(7);
    assertThat(registry.asked).isEqualTo(1);
    nanos++;
    assertThat(walks.of(frame(7))).isNotNull();
    assertThat(registry.asked).isEqualTo(2);
  }

  @Test
  void keepsNoMoreThanItHasRoomFor() throws Exception {
    registry.put(1, Fixtures.SCHEMA);
    walks.of(frame(1));
    for (int id = 2; id <= Walks.MAX_KEPT + 1; id++) {
      assertUnknown(id);
    }
    registry.put(2, Fixtures.SCHEMA);
    nanos += Walks.UNKNOWN_FOR.toNanos();
    walks.of(frame(2)); // not the last one any more
    int asked = registry.asked;
    walks.of(frame(1));
    assertThat(registry.asked).isEqualTo(asked + 1);
  }

  @Test
  void aRegistryThatIsDownIsNoRefusal() throws Exception {
    registry.down = true;
    assertThatThrownBy(() -> walks.of(frame(1))).isInstanceOf(RegistryException.class);
    registry.down = false;
    registry.put(1, Fixtures.SCHEMA);
    assertThat(walks.of(frame(1))).isNotNull();
  }

  @Test
  void aProjectorPassesOnThatTheRegistryIsDown() {
    registry.down = true;
    RecordProjector projector =
        RecordProjector.bind(
            Fixtures.source(FakeRegistry.CONFLUENT),
            Fixtures.LABEL,
            Fixtures.FEATURES,
            FieldObserver.NONE,
            (spec, framing) -> registry);
    byte[] good = Framed.withId(1, Fixtures.bytes(Fixtures.record(new Random(1))));
    assertThatThrownBy(() -> projector.project(good, NOW)).isInstanceOf(RegistryException.class);
    registry.down = false;
    registry.put(1, Fixtures.SCHEMA);
    assertThat(projector.project(good, NOW)).isInstanceOf(Decoded.class);
  }

  @Test
  void theSameNumberOfAnotherKindIsAnotherSchema() throws Exception {
    registry.put(new SchemaId(Kind.CONTENT, 0, 1), Fixtures.SCHEMA);
    Frame frame = new Frame();
    frame.of(Kind.CONTENT, 1);
    walks.of(frame);
    frame.of(Kind.GLOBAL, 1);
    assertThatThrownBy(() -> walks.of(frame))
        .isInstanceOf(BadValueException.class)
        .hasMessage("the registry knows no global id 1");
  }

  private void assertUnknown(int id) {
    assertThatThrownBy(() -> walks.of(frame(id)))
        .isInstanceOf(BadValueException.class)
        .hasMessage("the registry knows no schema id " + id);
  }

  private static Frame frame(int id) {
    Frame frame = new Frame();
    frame.of(Kind.ID, id);
    return frame;
  }
}
