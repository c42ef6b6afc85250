package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.tier.BlockSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A table from snapshots of other ranges: the owned groups are copied, row by row, into new files,
 * whose names have nothing to do with those of the snapshots. Immutable.
 */
final class CopiedRestore {
  private final ReplayConfig config;
  private final GroupRange owned;
  private final Storage storage;

  CopiedRestore(ReplayConfig config, GroupRange owned, Storage storage) {
    this.config = config;
    this.owned = owned;
    this.storage = storage;
  }

  TableCore run(Path directory, List<SnapshotSource> sources) {
    TableDirectory files = new TableDirectory(config, directory, storage);
    TableState initial = TableState.initial(config, owned);
    RowStore store = new RowStore(config, owned, initial.admission());
    return CloseOnFailure.run(
        store,
        () -> {
          files.requireEmpty();
          Tiers tiers = files.openTiers();
          return CloseOnFailure.run(tiers, () -> copy(tiers, store, initial, sources));
        });
  }

  private TableCore copy(
      Tiers tiers, RowStore store, TableState initial, List<SnapshotSource> sources) {
    TableOpening.Parts parts = TableOpening.Parts.of(config, owned, store);
    Sealing sealing =
        new Sealing(
            config,
            SlotAddress.of(config, owned),
            store,
            tiers.warm,
            initial.shuffling(),
            initial.nextSequence());
    Upkeep upkeep = upkeep(tiers, store, sealing, initial);
    List<Group> groups = new ArrayList<>();
    TableState sum = initial;
    for (SnapshotSource source : sources) {
      Tiers snapshot = new TableDirectory(config, source.directory(), storage).openSnapshot();
      try (snapshot) {
        TableState state = TableState.load(snapshot.warm, source.directory());
        state.requireFits(config, source);
        groups.addAll(copy(source, snapshot, parts, upkeep));
        sum = sum.with(state, TableOpening.mixed(sum.sampling(), state.sampling()), owned);
      }
    }
    GroupSet set =
        new GroupSet(
            owned, config.capacityPerGroup(), number -> groups.get(number - owned.first()));
    upkeep.seal();
    TableCore core = parts.assemble(tiers, set, sum.after(store, sealing, upkeep.nextSegment()));
    return CloseOnFailure.run(core, () -> keepBounds(core));
  }

  private static TableCore keepBounds(TableCore core) {
    core.upkeep.seal();
    return core;
  }

  /** Rows can't be deleted before their groups are there: the cold tier's bound waits for that. */
  private Upkeep upkeep(Tiers tiers, RowStore store, Sealing sealing, TableState initial) {
    return new Upkeep(
        config,
        owned,
        store,
        tiers,
        sealing,
        slot -> {
          throw new IllegalStateException("replay row deleted while it is copied: slot=" + slot);
        },
        Long.MAX_VALUE,
        initial.nextSegment());
  }

  /** Copies the rows of the groups that this table takes from the source; returns those groups. */
  private List<Group> copy(
      SnapshotSource source, Tiers snapshot, TableOpening.Parts parts, Upkeep upkeep) {
    GroupRange covered = source.covered();
    int first = Math.max(owned.first(), covered.first());
    int last = Math.min(owned.last(), covered.last());
    GroupRange taken = new GroupRange(first, last);
    SlotTable slots = new SlotTable(config.slots(taken), config.columnBytes());
    try (slots) {
      BlockTable blocks = new BlockTable(config.blocks(covered));
      SnapshotLoader loader = new SnapshotLoader(config, taken, snapshot, slots, blocks);
      loader.load();
      new Rows(parts.store(), upkeep, snapshot, slots, blocks, loader, taken).copyAll();
      GroupLoading loading = new GroupLoading(config, snapshot.warm, source.directory());
      SlotAddress from = SlotAddress.of(config, taken);
      StoredSelection selection = StoredSelection.load(snapshot.warm, config.selection());
      boolean weighted = selection.goesOnIn(parts.weights());
      List<Group> groups = new ArrayList<>();
      for (int number = first; number <= last; number++) {
        Group group =
            loading.load(number, parts.view(number), loader.ordinals, from.slot(number, 0));
        parts.restoreValues(
            number,
            group.remover().stored(),
            selection,
            weighted,
            snapshot.warm.state(StateKind.VALUES, number));
        groups.add(group);
      }
      return groups;
    }
  }

  /** The rows of one snapshot on their way into the new table. */
  private final class Rows {
    private final RowStore target;
    private final Upkeep upkeep;
    private final Tiers snapshot;
    private final SlotTable slots;
    private final BlockTable blocks;
    private final SnapshotLoader loader;
    private final SlotAddress from;
    private final SlotAddress to = SlotAddress.of(config, owned);
    private final ByteBuffer block = ByteBuffer.allocateDirect(config.blockBytes());
    private final ByteBuffer row =
        ByteBuffer.allocateDirect(config.rowBytes() + config.columnBytes());

    private Rows(
        RowStore target,
        Upkeep upkeep,
        Tiers snapshot,
        SlotTable slots,
        BlockTable blocks,
        SnapshotLoader loader,
        GroupRange taken) {
      this.target = target;
      this.upkeep = upkeep;
      this.snapshot = snapshot;
      this.slots = slots;
      this.blocks = blocks;
      this.loader = loader;
      this.from = SlotAddress.of(config, taken);
    }

    private void copyAll() {
      ByteBuffer scratch = ByteBuffer.allocateDirect(Long.BYTES);
      for (int rank = 0; rank < blocks.used(); rank++) {
        int handle = blocks.inOrder(rank);
        if (blocks.live(handle) == 0) {
          continue;
        }
        long sequence = blocks.sequence(handle);
        int bytes = snapshot.read(sequence, blocks.place(handle), scratch, block);
        if (bytes == BlockSource.ABSENT || bytes < blocks.rows(handle) * config.rowBytes()) {
          throw new IncompatibleSnapshotException(
              "replay snapshot lacks the block with sequence number %d".formatted(sequence));
        }
        copyBlock(handle);
      }
    }

    private void copyBlock(int handle) {
      for (int cell = 0; cell < blocks.rows(handle); cell++) {
        int slot = blocks.slot(BlockTable.location(handle, cell));
        if (slot != BlockTable.DEAD) {
          copyRow(slot, cell);
        }
      }
    }

    private void copyRow(int slot, int cell) {
      while (target.staging.isFull()) {
        upkeep.seal();
      }
      row.clear().put(0, block, cell * config.rowBytes(), config.rowBytes());
      slots.readColumns(slot, row, config.rowBytes());
      RowMeta meta =
          new RowMeta(
              slots.key(slot),
              loader.subjects[slot],
              loader.times[slot],
              slots.classLabel(slot),
              slots.source(slot));
      int place = to.slot(from.group(slot), from.slotInGroup(slot));
      target.put(place, meta, loader.ordinals[slot], row);
    }
  }
}
