package io.thalweg.bench.serving;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context.Progress;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.measure.MedianRound;
import io.thalweg.bench.serving.floor.NettyEcho;
import io.thalweg.bench.serving.grpc.GrpcEcho;
import io.thalweg.bench.serving.grpc.GrpcRequest;
import io.thalweg.bench.serving.server.BenchModel;
import io.thalweg.bench.serving.server.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many requests the server answers, beside one that parses and echoes. Confined to a thread.
 */
final class Ceiling {
  private static final Goal REST = Goal.atLeast(0.55, ">= 0.55 of Netty that parses and echoes");
  private static final Goal GRPC =
      Goal.atLeast(0.55, ">= 0.55 of gRPC's own server that parses and echoes");
  private static final Goal INSIDE = Goal.atMost(40, "<= 40 us");

  /** By one connection, so that requests come alone. */
  private static final double LONE_PER_SECOND = 4_000;

  private static final double WARM_PER_SECOND = 8_000;

  private final Versions versions;
  private final Effort effort;

  Ceiling(Versions versions, Effort effort) {
    this.versions = versions;
    this.effort = effort;
  }

  List<Row> rows(Progress progress) throws Exception {
    List<Row> rows = new ArrayList<>();
    Optional<Wrk> wrk = Wrk.find(versions.scratch(), versions.body());
    rows.add(
        wrk.isPresent()
            ? rest(wrk.get())
            : Row.skipped("rest-vs-echo", "wrk is not installed (Debian's package wrk)"));
    progress.say("REST beside the echo: measured");
    Optional<H2Load> h2load =
        H2Load.find(versions.scratch(), GrpcRequest.body(BenchModel.NAME, BenchModel.row()));
    rows.add(
        h2load.isPresent()
            ? grpc(h2load.get())
            : Row.skipped("grpc-vs-echo", "h2load is not installed (Debian's nghttp2-client)"));
    progress.say("gRPC beside the echo: measured");
    rows.add(inside());
    return rows;
  }

  private Row rest(Wrk wrk) throws Exception {
    String loops = Integer.toString(Runtime.getRuntime().availableProcessors());
    try (ServerProcess ours = versions.serve(0);
        ServerProcess echo = ServerProcess.floor(NettyEcho.class.getName(), List.of(loops))) {
      MedianRound round =
          MedianRound.byTurns(
              effort.rounds(),
              () -> wrk.requestsPerSecond(ours.port(), Versions.PATH, effort.seconds()),
              () -> wrk.requestsPerSecond(echo.port(), Versions.PATH, effort.seconds()));
      return Row.measured(
          "rest-vs-echo",
          round.ours(),
          "requests/s",
          new Reference("Netty parses and echoes", round.reference()),
          REST);
    }
  }

  private Row grpc(H2Load h2load) throws Exception {
    String loops = Integer.toString(Runtime.getRuntime().availableProcessors());
    try (ServerProcess ours = versions.serve(0);
        ServerProcess echo = ServerProcess.floor(GrpcEcho.class.getName(), List.of(loops))) {
      String outputs = GrpcRequest.ask(ours.port(), BenchModel.NAME, BenchModel.row());
      if (!outputs.contains("logits")) {
        throw new BenchException("the server answers gRPC with " + outputs);
      }
      MedianRound round =
          MedianRound.byTurns(
              effort.rounds(),
              () -> h2load.requestsPerSecond(ours.port(), GrpcRequest.path(), effort.seconds()),
              () -> h2load.requestsPerSecond(echo.port(), GrpcRequest.path(), effort.seconds()));
      return Row.measured(
          "grpc-vs-echo",
          round.ours(),
          "requests/s",
          new Reference("gRPC's own server parses and echoes", round.reference()),
          GRPC);
    }
  }

  private Row inside() throws Exception {
    try (ServerProcess ours = versions.serve(0)) {
      versions.load(ours.port(), 8).run(WARM_PER_SECOND, Duration.ofSeconds(5L * effort.seconds()));
      versions
          .load(ours.countedPort(), 1)
          .run(LONE_PER_SECOND, Duration.ofSeconds(2L * effort.seconds()));
      ours.swap(versions.next());
      return Row.measured("server-p50-us", (double) ours.p50Micros(), "us", INSIDE);
    }
  }
}
