package io.thalweg.replay;

import java.util.Optional;

/**
 * The snapshots don't fit the table that is to be restored from them: other configuration, groups
 * missing or covered twice. Trying again doesn't help; another configuration or snapshot does.
 */
public final class IncompatibleSnapshotException extends RuntimeException {
  private final transient Optional<Setting> setting;

  /**
   * What a snapshot has otherwise than it is asked for.
   *
   * @param name of a component of {@link ReplayConfig}, or what follows from some
   * @param stored as the snapshot has it
   */
  public record Setting(String name, Object stored) {}

  public IncompatibleSnapshotException(String message) {
    super(message);
    this.setting = Optional.empty();
  }

  IncompatibleSnapshotException(Setting setting, String message) {
    super(message);
    this.setting = Optional.of(setting);
  }

  /** The setting that differs, where one does. */
  public Optional<Setting> setting() {
    return setting;
  }
}
