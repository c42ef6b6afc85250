package io.thalweg.cli.generate;

import java.io.IOException;
import java.io.OutputStream;

/** A line for each event. Confined to one thread; the stream stays the caller's. */
public final class LinesSink implements EventSink {
  private static final int FIRST_PRINTABLE = ' ';
  private static final int PRINTABLES = 95;

  private final OutputStream out;
  private long bytes;

  public LinesSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public void event(Event event) throws IOException {
    byte[] line = event.isBad() ? printable(event.value()) : event.value();
    out.write(line);
    out.write('\n');
    bytes += line.length;
  }

  /** A file of lines stays text, and no line is blank: that would be no record at all. */
  private static byte[] printable(byte[] value) {
    byte[] line = new byte[Math.max(1, value.length)];
    line[0] = '{';
    for (int i = 0; i < value.length; i++) {
      int b = value[i] & 0xFF;
      boolean keep = b >= FIRST_PRINTABLE && b < FIRST_PRINTABLE + PRINTABLES;
      line[i] = (byte) (keep ? b : FIRST_PRINTABLE + b % PRINTABLES);
    }
    return line;
  }

  @Override
  public void label(String key, Event.Label label) {
    throw new IllegalStateException("labels stand in the lines");
  }

  @Override
  public boolean hasFailed() {
    return false;
  }

  @Override
  public long finish() throws IOException {
    out.flush();
    return bytes;
  }
}
