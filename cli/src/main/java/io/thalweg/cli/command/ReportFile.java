package io.thalweg.cli.command;

import io.thalweg.cli.terminal.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of {@code --report}, before there is anything to write. Stateless. */
final class ReportFile {
  /** Refuses what can't be written to once everything is measured. */
  static void requireWritable(@Nullable Path report) {
    if (report == null) {
      return;
    }
    if (Files.isDirectory(report)) {
      throw new CommandException(
          "--report %s is a directory; say a file, such as %s"
              .formatted(report, report.resolve("report.json")));
    }
    Path place = report.toAbsolutePath().getParent();
    if (place != null && Files.notExists(place)) {
      throw new CommandException(
          "--report %s is in %s, which isn't there; make it, or say another file"
              .formatted(report, place));
    }
    if (place != null && !(Files.isDirectory(place) && Files.isWritable(place))) {
      throw new CommandException(
          "--report %s can't be written, because of %s; say another file".formatted(report, place));
    }
  }

  private ReportFile() {}
}
