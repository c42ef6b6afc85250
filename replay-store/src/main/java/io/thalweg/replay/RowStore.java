package io.thalweg.replay;

import io.thalweg.replay.index.BlockTable;
import io.thalweg.replay.index.SlotTable;
import io.thalweg.replay.select.SplitMix64;
import io.thalweg.replay.tier.Cells;
import io.thalweg.replay.tier.RowFrames;
import io.thalweg.replay.tier.Staging;
import java.nio.ByteBuffer;

/**
 * The rows of a table by the number of their slot, wherever they lie. Confined to the table's
 * thread.
 *
 * <p>A row is written to the staging area, and sealed from there into an immutable block ({@link
 * Sealing}). Beside that it may be hot: have a copy in memory that is always the slot's present
 * row. If the hot tier has room for every slot, every row is hot. If not, hot rows lie in frames:
 * every row has one while all fit, and after that a new slot gets one with the probability of any
 * other, so that the rows with a frame are at every moment a uniform sample of all.
 */
final class RowStore implements AutoCloseable {
  private final int rowBytes;
  final SlotTable slots;
  final BlockTable blocks;
  final Staging staging;
  final RowFrames hot;
  private final Cells every;
  final Census census = new Census();
  private final SplitMix64 admission;
  private int size;
  private long framesExchanged;

  RowStore(ReplayConfig config, GroupRange owned, long admissionState) {
    this.rowBytes = config.rowBytes();
    this.slots = new SlotTable(config.slots(owned), config.columnBytes());
    this.blocks = new BlockTable(config.blocks(owned));
    this.admission = new SplitMix64(admissionState);
    this.staging = new Staging(config.stagingRows(owned), rowBytes);
    int hotRows = config.hotRows(owned);
    boolean holdsAll = hotRows == slots.slots();
    this.every =
        CloseOnFailure.run(
            () -> closeAll(slots, staging),
            () -> new Cells(holdsAll ? hotRows : 0, Long.BYTES + rowBytes));
    this.hot =
        CloseOnFailure.run(
            () -> closeAll(slots, staging, every),
            () -> new RowFrames(holdsAll ? 0 : hotRows, rowBytes));
  }

  /** Rows stored. */
  int size() {
    return size;
  }

  /** Whether the hot tier has room for every slot, so that a row is found by its slot. */
  boolean holdsEveryRow() {
    return every.count() > 0;
  }

  /** Whether every row is hot at present. */
  boolean allHot() {
    return holdsEveryRow() || hot.count() == size;
  }

  /** Whether the rows stored at present would all go into the hot tier, wherever they are. */
  boolean hasRoomForAll() {
    return holdsEveryRow() || size <= hot.capacity();
  }

  int hotRows() {
    return holdsEveryRow() ? size : hot.count();
  }

  boolean isHot(int slot) {
    return holdsEveryRow() || slots.frame(slot) != SlotTable.NO_FRAME;
  }

  /** Copies a hot row. */
  void readHot(int slot, ByteBuffer out, int offset) {
    if (holdsEveryRow()) {
      every.readRow(slot, out, offset);
    } else {
      hot.read(slots.frame(slot), out, offset);
    }
  }

  /** Copies the rows that a batch names, which are all hot, their columns and keys. */
  void gather(int rows, ReplayBatch batch) {
    for (int i = 0; i < rows; i++) {
      int slot = batch.slot(i);
      if (holdsEveryRow()) {
        batch.key(i, every.key(slot));
        every.readRow(slot, batch.rows(), batch.rowOffset(i));
      } else {
        int frame = slots.frame(slot);
        batch.key(i, hot.key(frame));
        hot.read(frame, batch.rows(), batch.rowOffset(i));
      }
      slots.readColumns(slot, batch.columns(), batch.columnOffset(i));
    }
  }

  /** Writes the row of a slot that is hot already, as a snapshot has it. */
  void fillHot(int slot, ByteBuffer source, int offset) {
    if (holdsEveryRow()) {
      every.write(slot, slots.key(slot), source, offset);
    } else {
      hot.write(slots.frame(slot), slots.key(slot), source, offset);
    }
  }

  /** How often a row took the frame of another. */
  long framesExchanged() {
    return framesExchanged;
  }

  long admissionState() {
    return admission.state();
  }

  /**
   * Writes a row into a slot, in the place of the one that is there. The caller has seen that the
   * staging area has room and that no other slot has the key.
   *
   * @param source row and columns from its position, which stays
   */
  void put(int slot, RowMeta meta, long ordinal, ByteBuffer source) {
    int offset = source.position();
    boolean taken = slots.isTaken(slot);
    int frame = taken ? slots.frame(slot) : SlotTable.NO_FRAME;
    if (taken) {
      leave(slot);
      census.remove(slots.classLabel(slot), slots.source(slot));
      slots.free(slot);
    } else {
      size++;
    }
    slots.take(
        slot, meta.key(), meta.subject(), meta.timeMillis(), meta.classLabel(), meta.source());
    slots.writeColumns(slot, source, offset + rowBytes);
    census.add(meta.classLabel(), meta.source());
    int staged =
        staging.add(
            slot, slots.key(slot), meta.subject(), meta.timeMillis(), ordinal, source, offset);
    slots.locate(slot, ~staged);
    if (holdsEveryRow()) {
      every.write(slot, slots.key(slot), source, offset);
    } else if (frame != SlotTable.NO_FRAME) {
      slots.frame(slot, frame);
      hot.write(frame, slots.key(slot), source, offset);
    } else if (!taken) {
      admit(slot, source, offset);
    }
  }

  /** A new slot's row among the hot ones, with the same probability as any other. */
  private void admit(int slot, ByteBuffer source, int offset) {
    if (!hot.isFull() && hot.count() == size - 1) {
      slots.frame(slot, hot.add(slot, slots.key(slot), source, offset));
    } else if (admission.nextLong(size) < hot.count()) {
      int frame = (int) admission.nextLong(hot.count());
      giveFrame(frame, slot, source, offset);
    }
  }

  /** The row of {@code slot} gets the frame of another row. */
  void giveFrame(int frame, int slot, ByteBuffer source, int offset) {
    framesExchanged++;
    slots.frame(hot.slot(frame), SlotTable.NO_FRAME);
    hot.replace(frame, slot, slots.key(slot), source, offset);
    slots.frame(slot, frame);
  }

  /** The row of a slot that has no frame gets a free one. */
  void addFrame(int slot, ByteBuffer source, int offset) {
    slots.frame(slot, hot.add(slot, slots.key(slot), source, offset));
  }

  /** Forgets the row of a slot. */
  void remove(int slot) {
    leave(slot);
    int frame = slots.frame(slot);
    if (frame != SlotTable.NO_FRAME) {
      int moved = hot.remove(frame);
      if (moved != RowFrames.NOTHING_MOVED) {
        slots.frame(moved, frame);
      }
    }
    census.remove(slots.classLabel(slot), slots.source(slot));
    slots.free(slot);
    size--;
  }

  /** Overwrites what rows that are gone have left in memory. */
  void wipeFree() {
    slots.wipeFree();
    staging.wipeFree();
    hot.wipeFree();
    for (int slot = 0; slot < every.count(); slot++) {
      if (!slots.isTaken(slot)) {
        every.clear(slot);
      }
    }
  }

  /** The row of {@code from} goes on as that of the free slot {@code to}; no byte of it moves. */
  void move(int from, int to) {
    int location = slots.location(from);
    int frame = slots.frame(from);
    slots.move(from, to);
    if (location < 0) {
      staging.renumber(~location, to);
    } else {
      blocks.renumber(location, to);
    }
    if (holdsEveryRow()) {
      every.copy(from, to);
    } else if (frame != SlotTable.NO_FRAME) {
      hot.renumber(frame, to);
    }
  }

  /** Notes a row that a snapshot has brought into the slot table. */
  void countRestored(int slot) {
    size++;
    census.add(slots.classLabel(slot), slots.source(slot));
  }

  /** Gives a row another class. */
  void relabel(int slot, int classLabel) {
    census.remove(slots.classLabel(slot), slots.source(slot));
    slots.classLabel(slot, classLabel);
    census.add(classLabel, slots.source(slot));
  }

  /** Takes a sealed row back to the staging area, which has room. */
  void restage(
      int slot, long subject, long timeMillis, long ordinal, ByteBuffer source, int offset) {
    blocks.kill(slots.location(slot));
    slots.locate(
        slot, ~staging.add(slot, slots.key(slot), subject, timeMillis, ordinal, source, offset));
  }

  private void leave(int slot) {
    int location = slots.location(slot);
    if (location >= 0) {
      blocks.kill(location);
    } else {
      unstage(~location);
    }
  }

  /** Frees a staging frame whose row is sealed or gone. */
  void unstage(int frame) {
    int moved = staging.remove(frame);
    if (moved != RowFrames.NOTHING_MOVED) {
      slots.locate(moved, ~frame);
    }
  }

  @Override
  public void close() {
    closeAll(slots, staging, every, hot);
  }

  private static void closeAll(AutoCloseable... owned) {
    for (AutoCloseable one : owned) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
