package io.thalweg.learner.train.djl;

import io.thalweg.model.Architecture;
import io.thalweg.model.Cnn;
import io.thalweg.model.Cnn.Convolution;
import io.thalweg.model.DcnV2;
import io.thalweg.model.DcnV2.Structure;
import io.thalweg.model.DeepFm;
import io.thalweg.model.Dlrm;
import io.thalweg.model.Experts;
import io.thalweg.model.FineTuned;
import io.thalweg.model.Gru;
import io.thalweg.model.Head;
import io.thalweg.model.Images;
import io.thalweg.model.Images.Window;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.WideAndDeep;
import io.thalweg.model.WideAndDeep.Cross;
import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import java.util.ArrayList;
import java.util.List;

/** A network of every kind, small. */
final class Networks {
  private static final FeatureSpec VECTOR =
      new FeatureSpec(List.of(new Feature.Vector("v", "v", 6, Feature.Scaling.NONE)));

  private static final FeatureSpec CATEGORIES =
      new FeatureSpec(
          List.of(
              new Feature.Categorical("a", "a", 4, 3),
              new Feature.Flag("f", "f"),
              new Feature.Categorical("b", "b", 5, 3),
              new Feature.Vector("v", "v", 2, Feature.Scaling.NONE)));

  private static final FeatureSpec SEVERAL =
      new FeatureSpec(
          List.of(
              new Feature.Categorical("a", "a", 4, 3),
              new MultiValuedFeature("m", "m", 6, 4, Combine.SUM, 3),
              new Feature.Flag("f", "f"),
              new TextFeature("t", "t", Ngrams.WORDS, 1, Letters.LOWERED, 5, 3, Combine.MEAN, 3)));

  private static final FeatureSpec ONE_BAG =
      new FeatureSpec(List.of(new MultiValuedFeature("m", "m", 6, 4, Combine.MEAN, 2)));

  private static final FeatureSpec ONE_CATEGORY =
      new FeatureSpec(List.of(new Feature.Categorical("a", "a", 4, 3)));

  private static final FeatureSpec NOTHING_PLAIN =
      new FeatureSpec(
          List.of(
              new Feature.Categorical("a", "a", 4, 3), new Feature.Categorical("b", "b", 5, 3)));

  private static final Feature PIXELS = new Feature.Vector("i", "i", 70, Feature.Scaling.NONE);
  private static final FeatureSpec IMAGE = new FeatureSpec(List.of(PIXELS));
  private static final FeatureSpec IMAGE_AND_MORE =
      new FeatureSpec(
          List.of(new Feature.Categorical("a", "a", 4, 3), PIXELS, new Feature.Flag("f", "f")));

  static final List<Head> HEADS =
      List.of(
          new Head.Binary(),
          new Head.Multiclass(3),
          new Head.Regression(),
          new Head.Huber(0.7),
          new Head.Quantile(List.of(0.1, 0.5, 0.9)));

  /** All of them that draw nothing at random, under each head. */
  static List<ModelSpec> all() {
    List<ModelSpec> out = new ArrayList<>();
    for (Head head : HEADS) {
      out.add(spec("linear", new Mlp(List.of()), head));
      for (Activation f : Activation.values()) {
        out.add(spec(f.name(), mlp(new Dense(7, f), new Dense(5, f)), head));
      }
      out.add(
          spec(
              "residual",
              mlp(new Dense(6, Activation.TANH).withResidual(), new Dense(4, Activation.GELU)),
              head));
      out.add(
          spec(
              "layer-norm",
              mlp(
                  new Dense(8, Activation.SILU).withLayerNorm(),
                  new Dense(8, Activation.TANH).withLayerNorm().withResidual()),
              head));
      embedding(head, out);
      images(head, out);
      sequences(head, out);
      experts(head, out);
      FineTuned.Adapters adapters = new FineTuned.Adapters(2, 3, List.of("layers.0", "layers.1"));
      Architecture base = mlp(new Dense(7, Activation.TANH));
      out.add(spec("lora", new FineTuned(base, List.of(), adapters), head));
    }
    return out;
  }

  /** Linear ones, deep ones, and columns of a progressive network. */
  private static void experts(Head head, List<ModelSpec> out) {
    List<Dense> layers =
        List.of(
            new Dense(6, Activation.TANH).withLayerNorm().withResidual(),
            new Dense(4, Activation.SILU),
            new Dense(4, Activation.GELU).withLayerNorm().withResidual());
    out.add(spec("linear-experts", new Experts(List.of(), 2, false), head));
    out.add(spec("experts", new Experts(layers, 2, false), head));
    out.add(spec("progressive", new Experts(layers, 3, true), head));
    List<Dense> one = List.of(new Dense(3, Activation.TANH));
    out.add(new ModelSpec("embedding-experts", CATEGORIES, new Experts(one, 2, true), head, 11));
  }

  /** One sequence and nothing else; two among other features. */
  private static void sequences(Head head, List<ModelSpec> out) {
    List<Dense> layers = List.of(new Dense(4, Activation.TANH));
    FeatureSpec one = new FeatureSpec(List.of(sequence("s", 5)));
    out.add(new ModelSpec("gru", one, new Gru(List.of("s"), 3, List.of()), head, 11));
    out.add(new ModelSpec("flat-sequence", one, new Mlp(layers), head, 11));
    FeatureSpec more =
        new FeatureSpec(
            List.of(
                sequence("s", 4),
                new Feature.Categorical("a", "a", 4, 3),
                sequence("t", 4),
                new Feature.Flag("f", "f")));
    Gru gru = new Gru(List.of("t", "s"), 4, layers);
    out.add(new ModelSpec("gru-deep", more, gru, head, 11));
    FineTuned.Adapters adapters = new FineTuned.Adapters(2, 3, List.of("layers.0"));
    FineTuned tuned = new FineTuned(gru, List.of("gru.input"), adapters);
    out.add(new ModelSpec("gru-lora", more, tuned, head, 11));
  }

  private static Feature sequence(String name, int over) {
    return new History(name, Of.FIELD, name, Aggregate.SEQUENCE, over, 1, Feature.Scaling.NONE);
  }

  /** With and without padding, strides, pools that leave a margin, and features beside. */
  private static void images(Head head, List<ModelSpec> out) {
    List<Convolution> small = List.of(new Convolution(3, new Window(3, 1, 0), Activation.TANH, 1));
    List<Convolution> deep =
        List.of(
            new Convolution(4, new Window(3, 1, 1), Activation.SILU, 2),
            new Convolution(3, new Window(2, 2, 1), Activation.GELU, 1));
    List<Dense> layers = List.of(new Dense(4, Activation.TANH));
    out.add(
        new ModelSpec("cnn", IMAGE, new Cnn("i", new Images(2, 5, 7), small, List.of()), head, 11));
    Cnn pooled = new Cnn("i", new Images(2, 7, 5), deep, layers);
    out.add(new ModelSpec("cnn-deep", IMAGE_AND_MORE, pooled, head, 11));
    FineTuned.Adapters adapters = new FineTuned.Adapters(2, 3, List.of("layers.0"));
    FineTuned tuned = new FineTuned(pooled, List.of("convolutions.0"), adapters);
    out.add(new ModelSpec("cnn-lora", IMAGE_AND_MORE, tuned, head, 11));
  }

  private static void embedding(Head head, List<ModelSpec> out) {
    List<Dense> layers = List.of(new Dense(6, Activation.TANH));
    List<Cross> cross = List.of(new Cross("a", "b"));
    out.add(new ModelSpec("embedding", CATEGORIES, new Mlp(layers), head, 11));
    out.add(new ModelSpec("wide", CATEGORIES, new WideAndDeep(layers, cross), head, 11));
    for (Structure s : Structure.values()) {
      out.add(new ModelSpec("full", CATEGORIES, new DcnV2(2, 0, s, layers), head, 11));
      out.add(new ModelSpec("low-rank", CATEGORIES, new DcnV2(3, 2, s, layers), head, 11));
    }
    if (head.outputs() == 1) {
      out.add(new ModelSpec("fm", CATEGORIES, new DeepFm(layers), head, 11));
    }
    List<Dense> bottom = List.of(new Dense(3, Activation.SILU));
    out.add(new ModelSpec("bags", SEVERAL, new Mlp(layers), head, 11));
    out.add(new ModelSpec("one-bag", ONE_BAG, new Mlp(layers), head, 11));
    out.add(new ModelSpec("wide-bags", SEVERAL, new WideAndDeep(layers, List.of()), head, 11));
    out.add(new ModelSpec("dlrm-bags", SEVERAL, new Dlrm(bottom, layers), head, 11));
    out.add(new ModelSpec("bag-experts", SEVERAL, new Experts(layers, 2, true), head, 11));
    out.add(new ModelSpec("dlrm", CATEGORIES, new Dlrm(bottom, layers), head, 11));
    out.add(new ModelSpec("one-embedding", ONE_CATEGORY, new Mlp(layers), head, 11));
    out.add(new ModelSpec("dlrm-embedded", NOTHING_PLAIN, new Dlrm(List.of(), layers), head, 11));
  }

  /** With dropout in two places. */
  static ModelSpec dropping(Head head) {
    return spec(
        "dropout",
        mlp(
            new Dense(9, Activation.TANH).withDropout(0.5f),
            new Dense(9, Activation.SILU).withDropout(0.25f).withResidual()),
        head);
  }

  private static Architecture mlp(Dense... layers) {
    return new Mlp(List.of(layers));
  }

  private static ModelSpec spec(String name, Architecture architecture, Head head) {
    return new ModelSpec(name, VECTOR, architecture, head, 11);
  }

  private Networks() {}
}
