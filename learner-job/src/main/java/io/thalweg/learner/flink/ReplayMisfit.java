package io.thalweg.learner.flink;

import io.thalweg.replay.IncompatibleSnapshotException;
import io.thalweg.replay.IncompatibleSnapshotException.Setting;
import io.thalweg.replay.ReplayConfig;
import java.util.Locale;

/** Why a checkpoint's replay can't be gone on with, in the words of a pipeline file. Stateless. */
final class ReplayMisfit {
  /** The same as it is, where no setting of the file is to blame. */
  static RuntimeException of(IncompatibleSnapshotException e, ReplayConfig config) {
    String said = e.setting().map(setting -> said(setting, config)).orElse("");
    if (said.isEmpty()) {
      return e;
    }
    IllegalStateException misfit = new IllegalStateException(said + ", or begin anew with --fresh");
    misfit.addSuppressed(e);
    return misfit;
  }

  private static String said(Setting setting, ReplayConfig config) {
    return switch (setting.name()) {
      case "rowBytes" ->
          "the checkpoint's replay has rows of other features; put features and model back as they were";
      case "columnBytes" ->
          "the checkpoint's replay keeps other things beside its rows than training.strategy and training.distillation ask for; put both back as they were";
      case "capacityPerGroup" ->
          "the checkpoint's replay has room for another number of rows; put replay.capacity back to "
              + (Integer) setting.stored() * config.groups();
      case "retention" ->
          "the checkpoint's replay keeps other rows; put replay.retention back to "
              + setting.stored().toString().toLowerCase(Locale.ROOT).replace('_', '-');
      default -> "";
    };
  }

  private ReplayMisfit() {}
}
