package io.thalweg.model;

import io.thalweg.model.Images.Window;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.ImageFeature.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions over a feature that is an image, then dense layers over what they make of it and
 * over all other features (LeCun et al., "Gradient-based learning applied to document recognition",
 * 1998). Immutable.
 *
 * @param image name of an image or vector feature
 * @param shape of its image
 * @param convolutions {@code convolutions.I}, at least one
 */
public record Cnn(String image, Images shape, List<Convolution> convolutions, List<Dense> hidden)
    implements Architecture {
  public Cnn {
    convolutions = List.copyOf(convolutions);
    hidden = List.copyOf(hidden);
    if (convolutions.isEmpty()) {
      throw new IllegalArgumentException("a cnn needs at least one convolution");
    }
  }

  /**
   * Sums over a window, a function, and the largest of each square.
   *
   * @param pool side of the squares; 1 for none
   */
  public record Convolution(int filters, Window window, Activation activation, int pool)
      implements Serializable {
    public Convolution {
      if (filters < 1 || pool < 1) {
        throw new IllegalArgumentException(
            "filters=%d, pool=%d, want 1 or more".formatted(filters, pool));
      }
    }
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    requireImage(features);
    List<T> parts = new ArrayList<>();
    for (Fields.Field f : Fields.of(features).all()) {
      if (f.name().equals(image)) {
        parts.add(0, convolved(on, f.columns(on)));
      } else {
        parts.add(f.isEmbedded() ? f.vector(on) : f.columns(on));
      }
    }
    T behind = parts.size() == 1 ? parts.get(0) : on.concat("parts", parts);
    T h = DenseLayers.of(on, "layers", hidden, behind);
    return on.affine("layers." + hidden.size(), h, outputs, WeightInit.ofHead());
  }

  private <T> T convolved(Operations<T> on, T pixels) {
    T h = pixels;
    Images at = shape;
    for (int i = 0; i < convolutions.size(); i++) {
      String name = "convolutions." + i;
      Convolution c = convolutions.get(i);
      try {
        Images sums = at.through(c.window(), c.filters());
        WeightInit init = WeightInit.before(c.activation());
        h = on.convolution(name, h, at, c.filters(), c.window(), init);
        h = on.activate(name, c.activation(), h);
        at = sums;
        if (c.pool() > 1) {
          Window pool = new Window(c.pool(), c.pool(), 0);
          at = sums.through(pool, c.filters());
          h = on.maxPool(name + ".pool", h, sums, pool);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
      }
    }
    return h;
  }

  private void requireImage(FeatureSpec features) {
    Feature feature =
        features.features().stream()
            .filter(f -> f.name().equals(image))
            .filter(f -> f instanceof Feature.Vector || f instanceof ImageFeature)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the image %s needs an image or vector feature of this name"
                            .formatted(image)));
    int size = feature.width();
    if (feature instanceof ImageFeature f
        && !f.shape().equals(new Shape(shape.channels(), shape.height(), shape.width()))) {
      throw new IllegalArgumentException(
          "the image %s has %d channels of %d x %d, the network wants %d of %d x %d"
              .formatted(
                  image,
                  f.shape().channels(),
                  f.shape().height(),
                  f.shape().width(),
                  shape.channels(),
                  shape.height(),
                  shape.width()));
    }
    long pixels = (long) shape.channels() * shape.height() * shape.width();
    if (size != pixels) {
      throw new IllegalArgumentException(
          "the image %s has %d numbers, %d channels of %d x %d are %d"
              .formatted(image, size, shape.channels(), shape.height(), shape.width(), pixels));
    }
  }
}
