package io.thalweg.bench.serving;

import io.thalweg.bench.serving.server.BenchModel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether an answer is wholly of the version that it names. Immutable. */
final class Soundness implements OpenLoop.AnswerCheck {
  private static final Pattern VERSION = Pattern.compile("\"model_version\":\"(\\d+)\"");
  private static final Pattern LOGITS =
      Pattern.compile("\"name\":\"logits\"[^}]*\"data\":\\[([-.0-9E]+),([-.0-9E]+)\\]");

  private final double[][] logits = new double[BenchModel.WEIGHTS][];

  Soundness() {
    for (int v = 0; v < logits.length; v++) {
      logits[v] = BenchModel.logits(v, BenchModel.row());
    }
  }

  @Override
  public boolean isSound(String body) {
    Matcher version = VERSION.matcher(body);
    Matcher values = LOGITS.matcher(body);
    if (!version.find() || !values.find()) {
      return false;
    }
    double[] want = logits[(int) (Long.parseLong(version.group(1)) % logits.length)];
    return near(values.group(1), want[0]) && near(values.group(2), want[1]);
  }

  private static boolean near(String found, double want) {
    return Math.abs(Double.parseDouble(found) - want) <= 1e-4 * Math.max(1, Math.abs(want));
  }
}
