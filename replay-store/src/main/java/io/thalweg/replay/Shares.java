package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.tier.BlockFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How much lives in each file of the warm and each segment of the cold tier. Confined to the
 * table's thread.
 */
final class Shares {
  static final long NO_SEGMENT = -1;

  private final BlockTable blocks;
  private final Tiers tiers;
  private final int blockRows;

  Shares(ReplayConfig config, BlockTable blocks, Tiers tiers) {
    this.blocks = blocks;
    this.tiers = tiers;
    this.blockRows = config.blockRows();
  }

  /** How many rows live in a file's blocks, those of the warm tier; or in a cold segment's. */
  record Share(BlockFile file, long segment, int living, int cells) {}

  List<Share> warm() {
    List<Share> shares = new ArrayList<>();
    for (BlockFile file : tiers.warm.blockFiles()) {
      Share share = of(file);
      if (share.cells() > 0) {
        shares.add(share);
      }
    }
    return shares;
  }

  Share of(BlockFile file) {
    return shareOf(file, NO_SEGMENT, warmBlocks(file));
  }

  List<Share> cold() {
    List<Share> shares = new ArrayList<>();
    if (tiers.cold != null) {
      for (long segment : tiers.cold.segmentIds()) {
        List<Integer> handles = blocksOf(segment);
        if (!handles.isEmpty()) {
          shares.add(shareOf(new BlockFile(0, 0, 0), segment, handles));
        }
      }
    }
    return shares;
  }

  private Share shareOf(BlockFile file, long segment, List<Integer> handles) {
    int living = 0;
    for (int handle : handles) {
      living += blocks.live(handle);
    }
    return new Share(file, segment, living, handles.size() * blockRows);
  }

  /** Those blocks of a file that the warm tier has still. */
  List<Integer> warmBlocks(BlockFile file) {
    List<Integer> handles = new ArrayList<>();
    int to = blocks.rankOf(file.last() + 1);
    for (int rank = blocks.rankOf(file.first()); rank < to; rank++) {
      if (isWarm(blocks.inOrder(rank))) {
        handles.add(blocks.inOrder(rank));
      }
    }
    return handles;
  }

  static @Nullable Share fewest(List<Share> shares, ToDoubleFunction<Share> livingShare) {
    return shares.stream().min(Comparator.comparingDouble(livingShare)).orElse(null);
  }

  /** The blocks of a cold segment. */
  List<Integer> blocksOf(long segment) {
    List<Integer> handles = new ArrayList<>();
    for (int rank = 0; rank < blocks.used(); rank++) {
      int handle = blocks.inOrder(rank);
      if (isIn(handle, segment)) {
        handles.add(handle);
      }
    }
    return handles;
  }

  boolean isIn(int handle, long segment) {
    long place = blocks.place(handle);
    return place != BlockTable.WARM && Tiers.segment(place) == segment;
  }

  boolean isWarm(int handle) {
    return blocks.place(handle) == BlockTable.WARM;
  }
}
