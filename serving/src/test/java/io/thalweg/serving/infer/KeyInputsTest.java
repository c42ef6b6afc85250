package io.thalweg.serving.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.PastKey;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.serving.history.HistoriesConfig;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import io.thalweg.serving.history.HistoriesConfig.TimeUnit;
import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.history.ModelPasts;
import io.thalweg.serving.history.PastLookup;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.Servable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The users ann and 7 have bought something for 5 at second 1. */
final class KeyInputsTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Flag("member", "member"),
              history("seen", Aggregate.COUNT, 1),
              history("max", Aggregate.MAX, 0)));

  private final KeyedPasts pasts =
      new KeyedPasts(
          new HistoriesConfig(
              Map.of("m", new Followed("h", "user", "at", TimeUnit.MILLIS, 1L << 20))),
          InstantSource.fixed(Instant.ofEpochSecond(2)));
  private final Servable servable = servable();
  private @Nullable String offsets;

  private static History history(String name, Aggregate aggregate, int lag) {
    return new History(name, History.Of.FIELD, "price", aggregate, 9, lag, Scaling.NONE);
  }

  @BeforeEach
  void buy() {
    for (String user : List.of("ann", "7")) {
      KeyHistory history =
          new KeyHistory(HistoryPlan.of(FEATURES, Part.ALL, PastKey.timing(Part.ALL)));
      ByteBuffer row = RowLayout.of(FEATURES).newRow();
      new RowEncoder(FEATURES).clear(row);
      for (int slot = 1; slot <= 2; slot++) {
        row.putFloat(RowLayout.slotOffset(0, slot), 5);
      }
      history.pass(row.putLong(RowLayout.EVENT_TIME, 1_000), 0);
      history.reach(0, 3);
      pasts.models().get("m").store().put(new PastKey(Part.ALL, user), history.toBytes());
    }
  }

  private static Tensor texts(String name, String... values) {
    byte[][] texts = new byte[values.length][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = values[i] == null ? null : values[i].getBytes(UTF_8);
    }
    return Tensor.ofTexts(name, List.of(values.length), texts);
  }

  private static Tensor numbers(String name, Datatype type, double... values) {
    return Tensor.ofNumbers(name, type, List.of(values.length), values);
  }

  /** The columns of every row, in the order of {@link #FEATURES}. */
  private float[] encoded(Tensor... inputs) {
    PastLookup lookup = pasts.lookup(servable.spec());
    float[] out =
        InputEncoder.encode(
            servable, new InferRequest(null, List.of(inputs), List.of(), Map.of()), lookup);
    offsets = lookup.offsets();
    return out;
  }

  @Test
  void aRowOfABatchThatHasNoKeyHasNoneAndTheOthersHaveTheirs() {
    Tensor member = numbers("member", Datatype.BOOL, 1, 1, 1, 1);
    float[] byText = encoded(member, texts("user", "ann", null, "", "bob"));
    assertThat(offsets).isEqualTo("0:3;none;none;unknown");
    assertThat(byText)
        .containsExactly(
            1, 1, 5, 1, Float.NaN, Float.NaN, 1, Float.NaN, Float.NaN, 1, 0, Float.NaN);
    float[] byNumber = encoded(member, numbers("user", Datatype.INT64, 7, Double.NaN, 8, 7));
    assertThat(offsets).isEqualTo("0:3;none;unknown;0:3");
    assertThat(byNumber)
        .containsExactly(1, 1, 5, 1, Float.NaN, Float.NaN, 1, 0, Float.NaN, 1, 1, 5);
  }

  @Test
  void theRowsOwnTimeAndValueCountAndANullIsMissing() {
    Tensor member = numbers("member", Datatype.BOOL, 1, 1);
    float[] out =
        encoded(
            member,
            texts("USER", "ann", "ann"),
            numbers("at", Datatype.FP64, 3_000, Double.NaN),
            numbers("price", Datatype.FP32, 8, Double.NaN));
    assertThat(out).containsExactly(1, 1, 8, 1, 1, 5);
  }

  @Test
  void whatIsOfAnotherTypeOrGivenTwiceIsRefused() {
    Tensor member = numbers("member", Datatype.BOOL, 1);
    Tensor user = texts("user", "ann");
    assertThatThrownBy(() -> encoded(member, numbers("user", Datatype.BOOL, 1)))
        .isInstanceOf(RequestException.class)
        .hasMessage("input 'user': datatype BOOL, want BYTES or a whole number");
    assertThatThrownBy(() -> encoded(member, user, texts("at", "3000")))
        .isInstanceOf(RequestException.class)
        .hasMessage("input 'at': datatype BYTES, want a whole number");
    assertThatThrownBy(() -> encoded(member, user, numbers("at", Datatype.FP64, 0.5)))
        .isInstanceOf(RequestException.class)
        .hasMessage("input 'at', row 0: want a whole number up to 2^53, found 0.5");
    assertThatThrownBy(() -> encoded(member, user, texts("price", "8")))
        .isInstanceOf(RequestException.class)
        .hasMessage("input 'price': datatype BYTES, want a number or BOOL");
    assertThatThrownBy(() -> encoded(member, user, texts("User", "bob")))
        .isInstanceOf(RequestException.class)
        .hasMessage("input 'User' is given twice");
  }

  @Test
  void anEventsOwnValueOfAHistorysFieldIsANumberOrABoolean() {
    assertThat(encoded(event("true"))).containsExactly(1, 1, 5);
    assertThat(encoded(event("8.5"))).containsExactly(1, 1, 8.5f);
    assertThat(encoded(event("null"))).containsExactly(1, 1, 5);
    for (String other : List.of("\"8\"", "[8]", "{\"x\": 8}")) {
      assertThatThrownBy(() -> encoded(event(other)))
          .isInstanceOf(RequestException.class)
          .hasMessageStartingWith(
              "input 'event', row 0: price: want a number or a boolean, found ");
    }
  }

  @Test
  void aPastThatLacksWhatTheVersionAsksForIsUnknownAndCountsAsSuch() {
    History other = history("price", Aggregate.LAST, 1);
    FeatureSpec before = new FeatureSpec(List.of(FEATURES.features().get(0), other));
    KeyHistory price = new KeyHistory(HistoryPlan.of(before, Part.ALL, PastKey.timing(Part.ALL)));
    price.reach(0, 9);
    KeyHistory nothing =
        new KeyHistory(
            HistoryPlan.of(
                new FeatureSpec(before.features().subList(0, 1)),
                Part.ALL,
                PastKey.timing(Part.ALL)));
    nothing.reach(0, 9);
    ModelPasts model = pasts.models().get("m");
    model.store().put(new PastKey(Part.ALL, "same"), price.toBytes());
    model.store().put(new PastKey(Part.ALL, "other"), nothing.toBytes());
    Tensor member = numbers("member", Datatype.BOOL, 1, 1);
    float[] out = encoded(member, texts("user", "same", "other"));
    assertThat(offsets).isEqualTo("0:9;unknown");
    assertThat(out).containsExactly(1, 0, Float.NaN, 1, 0, Float.NaN);
    assertThat(model.knownCount()).isEqualTo(1);
    assertThat(model.unknownCount()).isEqualTo(1);
  }

  @Test
  void anEventNeedsToSayNoMoreThanItsKey() {
    assertThat(encoded(texts("event", "{\"user\": \"ann\"}"))).containsExactly(Float.NaN, 1, 5);
    assertThat(offsets).isEqualTo("0:3");
    for (String without : List.of("{\"at\": 3}", "{\"user\": null}", "{\"user\": \"\"}")) {
      assertThatThrownBy(() -> encoded(texts("event", without)))
          .isInstanceOf(RequestException.class)
          .hasMessage(
              "input 'event', row 0: the event has none of the fields that the model reads, such as"
                  + " [member, price]");
    }
  }

  private static Tensor event(String price) {
    return texts("event", "{\"user\": \"ann\", \"member\": true, \"price\": %s}".formatted(price));
  }

  private static Servable servable() {
    Manifest manifest =
        new Manifest(
            new ModelSpec("m", FEATURES, List.of(), new Head.Binary(), 1),
            1,
            null,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            new Manifest.Parity(List.of(), List.of()),
            List.of());
    return new Servable(manifest, "sha", 0, new FakePredictor(1));
  }
}
