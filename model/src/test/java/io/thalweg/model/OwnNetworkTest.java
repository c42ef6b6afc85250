package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Networks of classes that a pipeline names. */
public class OwnNetworkTest {
  private static final FeatureSpec TWO =
      new FeatureSpec(List.of(new Feature.Vector("v", "v", 2, Feature.Scaling.NONE)));

  private static final AtomicBoolean HAS_RUN = new AtomicBoolean();

  /** What an MLP with one layer of three is, written by somebody else. */
  public static final class Small implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      T h = on.affine("layers.0", on.input(), 3, WeightInit.before(Activation.TANH));
      h = on.activate("layers.0", Activation.TANH, h);
      return on.affine("layers.1", h, outputs, WeightInit.ofHead());
    }
  }

  /** One column more than the head wants. */
  public static final class Wide implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      return on.affine("a", on.input(), outputs + 1, WeightInit.ofHead());
    }
  }

  /** Looks where there is nothing. */
  public static final class Late implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      T late = on.columns("late", on.input(), 1, 99);
      return on.affine("a", late, outputs, WeightInit.ofHead());
    }
  }

  /** Three outputs, whatever is asked for. */
  public static final class Three implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      return on.affine("a", on.input(), 3, WeightInit.ofHead());
    }
  }

  /** Fails in its own way. */
  public static final class Failing implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      throw new UnsupportedOperationException("not today");
    }
  }

  /** Needs something. */
  public static final class Needy implements Network {
    public Needy(int units) {
      assertThat(units).isPositive();
    }

    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      return on.input();
    }
  }

  /** Can't be seen. */
  static final class Hidden implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      return on.input();
    }
  }

  /** No network, and its constructor must not run. */
  public static final class Stranger {
    static {
      HAS_RUN.set(true);
    }
  }

  /** Cannot be made. */
  public static final class Broken implements Network {
    public Broken() {
      throw new IllegalStateException("no disk");
    }

    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      return on.input();
    }
  }

  private static ModelSpec spec(Architecture architecture) {
    return new ModelSpec("m", TWO, architecture, new Head.Regression(), 5);
  }

  private static String name(Class<?> type) {
    return type.getName();
  }

  @Test
  void aNetworkWrittenOverTheOperationsIsLikeOneOfOurs() {
    ModelSpec own = spec(OwnNetwork.load(name(Small.class)));
    ModelSpec ours = spec(new Mlp(List.of(new Dense(3, Activation.TANH))));

    assertThat(own.parameterLayout()).isEqualTo(ours.parameterLayout());
    assertThat(Initializer.heNormal(own)).isEqualTo(Initializer.heNormal(ours));
    FineTuned tuned =
        new FineTuned(
            own.architecture(), List.of(), new FineTuned.Adapters(1, 1, List.of("layers.0")));
    assertThat(spec(tuned).frozenTensors()).hasSize(2);
  }

  @Test
  void whatCannotBeUsedIsRefusedInOneLine() {
    assertRefused(
        "com.acme.Typo",
        "there is no class com.acme.Typo on the class path; name its jar in THALWEG_CLASSPATH");
    assertRefused(
        name(Stranger.class),
        name(Stranger.class) + " is neither a io.thalweg.model.Network nor a block of the engine");
    assertThat(HAS_RUN).isFalse();
    for (Class<?> type : List.of(Needy.class, Hidden.class)) {
      assertRefused(
          name(type),
          name(type)
              + " needs to be public, not abstract, with a public constructor without parameters");
    }
    assertRefused(
        name(Broken.class),
        "the constructor of "
            + name(Broken.class)
            + " failed with java.lang.IllegalStateException: no disk");
  }

  private static void assertRefused(String className, String message) {
    assertThatThrownBy(() -> OwnNetwork.load(className))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aShapeThatTheHeadDoesNotWantAndAFailureAreToldAsMistakes() {
    assertThatThrownBy(() -> spec(OwnNetwork.load(name(Wide.class))).parameterLayout())
        .hasMessage("m: the network has 2 outputs, the head wants 1");
    assertThatThrownBy(() -> spec(OwnNetwork.load(name(Failing.class))).parameterLayout())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            name(Failing.class)
                + " failed with java.lang.UnsupportedOperationException: not today");
  }

  @Test
  void ofANameNoClassIsLoadedNotEvenWhenItsShapesAreAskedFor() {
    ModelSpec named = spec(OwnNetwork.named(name(Stranger.class)));

    assertThatThrownBy(named::parameterLayout)
        .hasMessage(
            "of the network %s only the name is known here; name it in a pipeline"
                .formatted(name(Stranger.class)));
    assertThat(HAS_RUN).isFalse();
    assertThat(OwnNetwork.named(name(Small.class))).isEqualTo(OwnNetwork.load(name(Small.class)));
  }

  @Test
  void anotherProcessLoadsItAnewIfItWasLoaded() throws Exception {
    OwnNetwork loaded = OwnNetwork.load(name(Small.class));

    assertThat(spec(copy(loaded)).parameterLayout()).isEqualTo(spec(loaded).parameterLayout());
    OwnNetwork named = copy(OwnNetwork.named(name(Small.class)));
    assertThatThrownBy(() -> spec(named).parameterLayout())
        .hasMessageContaining("only the name is known");
  }

  private static OwnNetwork copy(OwnNetwork network) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(network);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (OwnNetwork) in.readObject();
    }
  }
}
