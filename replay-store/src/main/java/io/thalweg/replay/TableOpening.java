package io.thalweg.replay;

import io.thalweg.replay.checkpoint.SnapshotManifest;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.select.WeightedSelection;
import io.thalweg.replay.select.Weights;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a table: empty, or from snapshots. Stateless. */
final class TableOpening {
  private TableOpening() {}

  static TableCore open(ReplayConfig config, GroupRange owned, Path directory, Storage storage) {
    config.requireHoldable(owned);
    TableDirectory files = new TableDirectory(config, directory, storage);
    TableState state = TableState.initial(config, owned);
    RowStore store = new RowStore(config, owned, state.admission());
    return CloseOnFailure.run(
        store,
        () -> {
          files.requireEmpty();
          Parts parts = Parts.of(config, owned, store);
          GroupSet groups =
              new GroupSet(
                  owned,
                  config.capacityPerGroup(),
                  group -> Group.empty(config, group, parts.view(group)));
          return parts.assemble(files.openTiers(), groups, state);
        });
  }

  static TableCore restore(
      ReplayConfig config,
      GroupRange owned,
      Path directory,
      List<SnapshotSource> sources,
      Storage storage) {
    config.requireHoldable(owned);
    boolean same = sources.size() == 1 && sources.get(0).covered().equals(owned);
    if (!same) {
      requireEveryGroupOnce(owned, sources);
    }
    List<SnapshotSource> used =
        sources.stream()
            .filter(source -> overlap(source.covered(), owned))
            .sorted(Comparator.comparingInt(source -> source.covered().first()))
            .toList();
    used.forEach(source -> SnapshotManifest.verify(source.directory()));
    return same
        ? new LinkedRestore(config, owned, storage).run(directory, used.get(0))
        : new CopiedRestore(config, owned, storage).run(directory, used);
  }

  private static boolean overlap(GroupRange a, GroupRange b) {
    return a.first() <= b.last() && b.first() <= a.last();
  }

  private static void requireEveryGroupOnce(GroupRange owned, List<SnapshotSource> sources) {
    for (int group = owned.first(); group <= owned.last(); group++) {
      int number = group;
      List<SnapshotSource> covering =
          sources.stream().filter(source -> source.covered().contains(number)).toList();
      if (covering.size() != 1) {
        throw new IncompatibleSnapshotException(
            "replay group %d is covered by %d snapshots, not by one: owned=%s, %s"
                .formatted(group, covering.size(), owned, covering.isEmpty() ? sources : covering));
      }
    }
  }

  /** What a table needs beside its store, tiers and groups. */
  record Parts(
      ReplayConfig config,
      GroupRange owned,
      RowStore store,
      Losses losses,
      @Nullable Weights weights) {

    static Parts of(ReplayConfig config, GroupRange owned, RowStore store) {
      int slots = config.slots(owned);
      return new Parts(
          config,
          owned,
          store,
          new Losses(config.retention() == Retention.LOSS_AWARE ? slots : 0),
          weights(config.selection(), slots, store));
    }

    private static @Nullable Weights weights(Selection selection, int slots, RowStore store) {
      if (selection instanceof Selection.Prioritized p) {
        return WeightedSelection.prioritized(slots, p.alpha(), p.epsilon());
      }
      if (selection instanceof Selection.RecencyWeighted r) {
        return WeightedSelection.recencyWeighted(
            slots, r.halfLife(), slot -> store.slots.seconds(slot) * 1_000L);
      }
      return null;
    }

    Group.View view(int group) {
      int first = SlotAddress.of(config, owned).slot(group, 0);
      return new Group.View(store.slots, losses, first);
    }

    /** Owns the tiers, and store from here on. */
    TableCore assemble(Tiers tiers, GroupSet groups, TableState state) {
      return CloseOnFailure.run(
          tiers, () -> new TableCore(config, owned, tiers, store, groups, losses, weights, state));
    }

    /**
     * Weights and losses of a group's slots, as a snapshot's state has them.
     *
     * @param weighted whether the weights go on from the snapshot's
     */
    void restoreValues(
        int group,
        int stored,
        StoredSelection selection,
        boolean weighted,
        byte @Nullable [] state) {
      ByteBuffer values = ByteBuffer.wrap(state == null ? new byte[0] : state);
      int first = SlotAddress.of(config, owned).slot(group, 0);
      for (int slot = first; slot < first + stored; slot++) {
        double value = selection.hasValues() ? values.getDouble() : 0;
        restoreWeight(slot, weighted, value);
      }
      for (int slot = first; losses.areKept() && slot < first + stored; slot++) {
        losses.set(slot, values.getFloat());
      }
    }

    private void restoreWeight(int slot, boolean weighted, double value) {
      if (weights == null) {
        return;
      }
      long timeMillis = store.slots.seconds(slot) * 1_000L;
      if (weighted) {
        weights.restore(slot, value, timeMillis);
      } else {
        weights.added(slot, timeMillis);
      }
    }
  }

  /** The sampling generator of a table that was put together from several. */
  static long mixed(long sampling, long ofSource) {
    return SplitMix64.mix(sampling ^ ofSource);
  }
}
