package io.thalweg.learner.train.djl;

import ai.djl.nn.Block;
import io.thalweg.model.Network;
import io.thalweg.model.NetworkProvider;
import io.thalweg.model.OnnxExport;
import io.thalweg.model.Operations;
import io.thalweg.model.feature.FeatureSpec;
import java.util.function.Supplier;

/**
 * Networks of DJL's blocks: of a class that is a {@link Block} over the input's columns and an
 * {@link OnnxExport}. Stateless.
 */
public final class BlockNetworks implements NetworkProvider {
  /** For the {@link java.util.ServiceLoader}. */
  public BlockNetworks() {}

  @Override
  public boolean takes(Class<?> type) {
    return Block.class.isAssignableFrom(type);
  }

  @Override
  public Network network(Class<?> type, Supplier<Object> instances) {
    if (!OnnxExport.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "%s is a block that no server could run; let it implement %s"
              .formatted(type.getName(), OnnxExport.class.getName()));
    }
    DjlBlock block = new DjlBlock(type.getName(), () -> (Block) instances.get());
    block.make();
    return new OneBlock(block);
  }

  /** The block over all columns. */
  private record OneBlock(DjlBlock block) implements Network {
    @Override
    public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
      return on.block("block", on.input(), block);
    }
  }
}
