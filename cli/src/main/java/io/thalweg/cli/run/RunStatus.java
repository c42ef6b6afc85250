package io.thalweg.cli.run;

import io.thalweg.cli.terminal.Figures;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.serving.ServingStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The words of the live line. Confined to one thread. */
final class RunStatus {
  private static final Duration RATE_WINDOW = Duration.ofSeconds(2);

  private final PipelineConfig pipeline;
  private final Deque<Sample> recent = new ArrayDeque<>();

  private record Sample(Duration at, long trained) {}

  RunStatus(PipelineConfig pipeline) {
    this.pipeline = pipeline;
  }

  String line(JobFigures f, Optional<ServingStats> serving, double recentAccuracy, Duration at) {
    StringBuilder out = new StringBuilder();
    out.append(Figures.duration(at)).append("  ");
    if (f.trained() == 0) {
      out.append(f.eventsIn() == 0 ? "waiting for events" : "nothing learned yet");
      return refused(out, f).toString();
    }
    out.append(Figures.count(rate(at, f.trained()))).append(" events/s  ");
    out.append(Figures.count((double) f.trained())).append(" learned");
    if (pipeline.model().head().isRightOrWrong()) {
      out.append("  accuracy ").append(Figures.percent(f.accuracy()));
      if (Double.isFinite(recentAccuracy)) {
        out.append(" (now ").append(Figures.percent(recentAccuracy)).append(')');
      }
      out.append(" vs no-change ").append(share(f.correctNoChange(), f));
      out.append(" majority ").append(share(f.correctMajority(), f));
    }
    serving.ifPresent(s -> append(out, s));
    out.append("  replay ").append(Figures.count((double) f.replayRows()));
    return refused(out, f).toString();
  }

  private static StringBuilder refused(StringBuilder out, JobFigures f) {
    long refused = f.refused();
    if (refused > 0) {
      out.append("  refused ").append(Figures.count((double) refused));
    }
    return out;
  }

  private void append(StringBuilder out, ServingStats s) {
    Long version = s.servingVersions().get(pipeline.name());
    out.append("  serving ").append(version == null ? "nothing yet" : "v" + version);
    s.freshnessP50Millis()
        .ifPresent(ms -> out.append(", fresh ").append(Figures.duration(Duration.ofMillis(ms))));
  }

  private static String share(long correct, JobFigures f) {
    return Figures.percent((double) correct / f.trained());
  }

  private double rate(Duration at, long trained) {
    recent.addLast(new Sample(at, trained));
    while (recent.size() > 2 && at.minus(recent.getFirst().at()).compareTo(RATE_WINDOW) > 0) {
      recent.removeFirst();
    }
    Sample first = recent.getFirst();
    double seconds = at.minus(first.at()).toNanos() / 1e9;
    return seconds == 0 ? 0 : Math.rint((trained - first.trained()) / seconds);
  }
}
