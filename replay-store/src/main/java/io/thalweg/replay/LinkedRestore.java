package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.BlockSource;
import io.thalweg.replay.tier.TierException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A table from one snapshot of just its groups: the same files, the same state. Immutable. */
final class LinkedRestore {
  private final ReplayConfig config;
  private final GroupRange owned;
  private final Storage storage;

  LinkedRestore(ReplayConfig config, GroupRange owned, Storage storage) {
    this.config = config;
    this.owned = owned;
    this.storage = storage;
  }

  TableCore run(Path directory, SnapshotSource source) {
    TableDirectory files = new TableDirectory(config, directory, storage);
    files.bringIn(source.directory());
    Tiers tiers = files.openTiers();
    return CloseOnFailure.run(
        tiers,
        () -> {
          TableState state = TableState.load(tiers.warm, source.directory());
          state.requireFits(config, source);
          RowStore store = new RowStore(config, owned, state.admission());
          return CloseOnFailure.run(store, () -> load(tiers, store, state, source.directory()));
        });
  }

  private TableCore load(Tiers tiers, RowStore store, TableState state, Path place) {
    SnapshotLoader loader = new SnapshotLoader(config, owned, tiers, store.slots, store.blocks);
    loader.load();
    for (int slot = 0; slot < store.slots.slots(); slot++) {
      if (store.slots.isTaken(slot)) {
        store.countRestored(slot);
      }
    }
    TableOpening.Parts parts = TableOpening.Parts.of(config, owned, store);
    StoredSelection selection = StoredSelection.load(tiers.warm, config.selection());
    boolean weighted = selection.goesOnIn(parts.weights());
    GroupSet groups = loadGroups(parts, loader, tiers, selection, weighted, place);
    byte[] pool = tiers.warm.state(StateKind.POOL, 0);
    ByteBuffer poolBytes = pool == null ? null : ByteBuffer.wrap(pool);
    long[] draws = poolBytes == null ? null : SnapshotWriter.longs(poolBytes, poolBytes.getInt());
    reserveFrames(store, poolBytes);
    fillFrames(tiers, store);
    TableCore core = parts.assemble(tiers, groups, state);
    return CloseOnFailure.run(
        core,
        () -> {
          if (draws != null && selection.isPresent()) {
            core.draws.restore(draws);
          }
          return core;
        });
  }

  private GroupSet loadGroups(
      TableOpening.Parts parts,
      SnapshotLoader loader,
      Tiers tiers,
      StoredSelection selection,
      boolean weighted,
      Path place) {
    GroupLoading loading = new GroupLoading(config, tiers.warm, place);
    SlotAddress addresses = SlotAddress.of(config, owned);
    return new GroupSet(
        owned,
        config.capacityPerGroup(),
        number -> {
          int first = addresses.slot(number, 0);
          Group group = loading.load(number, parts.view(number), loader.ordinals, first);
          parts.restoreValues(
              number,
              group.remover().stored(),
              selection,
              weighted,
              tiers.warm.state(StateKind.VALUES, number));
          return group;
        });
  }

  /**
   * Which rows are hot: those that were, and no others; else all if they fit, or a uniform sample.
   */
  private void reserveFrames(RowStore store, @Nullable ByteBuffer pool) {
    if (pool != null) {
      while (pool.hasRemaining() && !store.hot.isFull()) {
        reserve(store, pool.getInt());
      }
      return;
    }
    int left = store.size() - store.hot.count();
    SplitMix64 random = new SplitMix64(config.seed());
    for (int slot = 0; slot < store.slots.slots() && !store.hot.isFull(); slot++) {
      if (store.slots.isTaken(slot) && store.slots.frame(slot) == SlotTable.NO_FRAME) {
        // R. Fan et al. 1962, sequential selection: each of the left with the same probability.
        int free = store.hot.capacity() - store.hot.count();
        if (free >= left || random.nextLong(left) < free) {
          reserve(store, slot);
        }
        left--;
      }
    }
  }

  private static void reserve(RowStore store, int slot) {
    if (slot < 0 || slot >= store.slots.slots() || !store.slots.isTaken(slot)) {
      throw new IncompatibleSnapshotException(
          "replay snapshot is damaged: slot %d is said to be hot and holds no row".formatted(slot));
    }
    store.slots.frame(slot, store.hot.reserve(slot));
  }

  private void fillFrames(Tiers tiers, RowStore store) {
    ByteBuffer block = ByteBuffer.allocateDirect(config.blockBytes());
    tiers.warm.scanBlocks(
        block, (sequence, rows) -> fill(store, sequence, rows.remaining(), block));
    ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);
    for (int rank = 0; rank < store.blocks.used(); rank++) {
      int handle = store.blocks.inOrder(rank);
      long place = store.blocks.place(handle);
      if (place != BlockTable.WARM && store.blocks.live(handle) > 0) {
        long sequence = store.blocks.sequence(handle);
        fill(store, sequence, tiers.read(sequence, place, scratch, block), block);
      }
    }
    requireAllFilled(store);
  }

  private void fill(RowStore store, long sequence, int bytes, ByteBuffer block) {
    int rank = store.blocks.rankOf(sequence);
    int handle = rank < store.blocks.used() ? store.blocks.inOrder(rank) : -1;
    if (handle < 0 || store.blocks.sequence(handle) != sequence) {
      return;
    }
    int needed = store.blocks.rows(handle) * config.rowBytes();
    if (bytes == BlockSource.ABSENT || bytes < needed) {
      throw new TierException(
          "replay block damaged: sequence=%d, bytes=%d, expected=%d"
              .formatted(sequence, bytes, needed));
    }
    for (int cell = 0; cell < store.blocks.rows(handle); cell++) {
      int slot = store.blocks.slot(BlockTable.location(handle, cell));
      if (slot != BlockTable.DEAD && store.isHot(slot)) {
        store.fillHot(slot, block, cell * config.rowBytes());
      }
    }
    store.blocks.seen(handle);
  }

  private static void requireAllFilled(RowStore store) {
    for (int rank = 0; rank < store.blocks.used(); rank++) {
      int handle = store.blocks.inOrder(rank);
      if (store.blocks.live(handle) > 0 && !store.blocks.isSeen(handle)) {
        throw new IncompatibleSnapshotException(
            "replay snapshot lacks the block with sequence number %d"
                .formatted(store.blocks.sequence(handle)));
      }
    }
  }
}
