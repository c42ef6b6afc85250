package io.thalweg.cli.doctor;

import io.thalweg.cli.run.PipelineRun;
import io.thalweg.cli.run.StateDirectory;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.PipelineAccess;
import io.thalweg.learner.config.PipelineConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a pipeline needs, without starting or making any of it. Stateless. */
public final class PipelineCheck {
  private PipelineCheck() {}

  /** Asks the broker and the registry, looks at files and the port. */
  public static List<Finding> look(PipelineConfig pipeline) {
    List<Finding> found = new ArrayList<>();
    found.add(
        Finding.ok(
            "pipeline",
            "%s: %d inputs, %d learners"
                .formatted(
                    pipeline.name(),
                    pipeline.model().features().features().size(),
                    pipeline.learners())));
    if (asksRegistry(pipeline)) {
      found.add(registry(pipeline));
    }
    found.add(topics(pipeline));
    if (pipeline.reading().backfill() != null) {
      found.add(files(pipeline));
    }
    Finding disk = MachineCheck.disk("state", pipeline.state());
    found.add(disk.level() == Finding.Level.BAD ? disk : state(pipeline.state(), disk));
    pipeline.serving().ifPresent(s -> found.add(port(s.host(), s.port())));
    return found;
  }

  private static boolean asksRegistry(PipelineConfig pipeline) {
    return pipeline.source().wire().registry() != null
        || (pipeline.labels() instanceof LabelSpec.FromTopic labels
            && labels.wire().registry() != null);
  }

  private static Finding registry(PipelineConfig pipeline) {
    try {
      PipelineRun.checkRegistry(pipeline);
      return Finding.ok("registry", "answers");
    } catch (RuntimeException e) {
      return Finding.bad("registry", String.valueOf(e.getMessage()));
    }
  }

  private static Finding topics(PipelineConfig pipeline) {
    try {
      PipelineRun.check(pipeline);
      PipelineAccess.of(pipeline).require();
      String topic = pipeline.source().topic();
      int partitions = TopicAdmin.partitions(pipeline.bootstrapServers(), pipeline.kafka(), topic);
      long records = TopicAdmin.records(pipeline.bootstrapServers(), pipeline.kafka(), topic);
      String text =
          "%s on %s: %d partitions, about %,d records"
              .formatted(topic, pipeline.bootstrapServers(), partitions, records);
      return partitions < pipeline.learners()
          ? Finding.note("topics", text + "; fewer partitions than learners read it more slowly")
          : Finding.ok("topics", text);
    } catch (TopicException | RuntimeException e) {
      return Finding.bad("topics", String.valueOf(e.getMessage()));
    }
  }

  private static Finding files(PipelineConfig pipeline) {
    try {
      PipelineRun.checkFiles(pipeline);
      return Finding.ok("backfill", "its files can be read");
    } catch (IOException | RuntimeException e) {
      return Finding.bad("backfill", String.valueOf(e.getMessage()));
    }
  }

  private static Finding state(Path directory, Finding disk) {
    try (StateDirectory state = StateDirectory.take(directory)) {
      Optional<Path> newest = state.newest();
      return new Finding(
          disk.level(),
          disk.subject(),
          disk.text() + newest.map(p -> "; goes on from " + p).orElse("; begins anew"));
    } catch (IOException | RuntimeException e) {
      return Finding.bad("state", String.valueOf(e.getMessage()));
    }
  }

  private static Finding port(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return Finding.ok("port", "%s:%d is free".formatted(host, port));
    } catch (IOException e) {
      return Finding.bad(
          "port",
          "cannot listen on %s:%d: %s; end what listens there, or set serving.port"
              .formatted(host, port, e.getMessage()));
    }
  }
}
