package io.thalweg.cli.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.embedded.FreePort;
import io.thalweg.cli.run.ServedHistories;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.serving.history.HistoriesConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Which processes a cluster consists of, and where each listens. Immutable. */
final class ProcessPlan {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path pipelineFile;
  private final PipelineConfig pipeline;
  private final ClusterSize size;
  private final Path directory;
  private final String zookeeper;
  private final int zookeeperPort;
  private final List<Integer> restPorts = new ArrayList<>();
  private final List<URI> consoles = new ArrayList<>();

  /** So that nothing of an earlier cluster of this pipeline is taken for this one's. */
  private final String name = "thalweg-" + UUID.randomUUID();

  ProcessPlan(Path pipelineFile, PipelineConfig pipeline, ClusterSize size, Path directory)
      throws IOException {
    this.pipelineFile = pipelineFile.toAbsolutePath();
    this.pipeline = pipeline;
    this.size = size;
    this.directory = directory;
    this.zookeeperPort = FreePort.find();
    this.zookeeper = Addresses.at(zookeeperPort);
    for (int i = 0; i < size.jobManagers(); i++) {
      restPorts.add(FreePort.find());
    }
  }

  List<URI> jobManagerUris() {
    return restPorts.stream().map(port -> URI.create("http://" + Addresses.at(port))).toList();
  }

  ProcessSpec kafka(int port) {
    return new ProcessSpec(
        "kafka",
        384,
        List.of("kafka", "--port", "" + port, "--directory", "" + directory.resolve("kafka/data")),
        Addresses.at(port));
  }

  ProcessSpec zooKeeper() {
    return new ProcessSpec(
        "zookeeper",
        64,
        List.of(
            "zookeeper",
            "--port",
            "" + zookeeperPort,
            "--directory",
            "" + directory.resolve("zookeeper/data")),
        zookeeper);
  }

  List<ProcessSpec> jobManagers(Optional<Path> from) {
    List<ProcessSpec> specs = new ArrayList<>();
    for (int i = 0; i < size.jobManagers(); i++) {
      String process = "jobmanager-" + (i + 1);
      List<String> arguments = flink("jobmanager", process);
      arguments.addAll(List.of("--rest-port", "" + restPorts.get(i)));
      from.ifPresent(path -> arguments.addAll(List.of("--from", path.toString())));
      specs.add(
          new ProcessSpec(process, 384, arguments, "http://" + Addresses.at(restPorts.get(i))));
    }
    return specs;
  }

  List<ProcessSpec> taskManagers() {
    List<ProcessSpec> specs = new ArrayList<>();
    for (int i = 0; i < size.taskManagers(); i++) {
      String process = "taskmanager-" + (i + 1);
      List<String> arguments = flink("taskmanager", process);
      arguments.addAll(List.of("--slots", "" + size.slots(pipeline)));
      specs.add(new ProcessSpec(process, 512, arguments, "slots " + size.slots(pipeline)));
    }
    return specs;
  }

  private List<String> flink(String command, String process) {
    return new ArrayList<>(
        List.of(
            command,
            pipelineFile.toString(),
            "--zookeeper",
            zookeeper,
            "--cluster",
            name,
            "--directory",
            directory.resolve(process).toString()));
  }

  /** Of the servers that were planned and have one. */
  List<URI> consoles() {
    return consoles;
  }

  /** Servers, on the pipeline's ports and those that follow them. */
  List<ProcessSpec> servers() throws IOException {
    List<ProcessSpec> specs = new ArrayList<>();
    for (int i = 0; i < size.servers(); i++) {
      PipelineConfig.Serving serving = pipeline.serving().orElseThrow();
      int port = after(serving.port(), i);
      Optional<PipelineConfig.Admin> admin = Optional.empty();
      if (serving.admin().isPresent()) {
        PipelineConfig.Admin first = serving.admin().get();
        int adminPort = after(first.port(), i);
        admin = Optional.of(new PipelineConfig.Admin(adminPort, first.tokens()));
        consoles.add(URI.create("http://%s:%d/console/".formatted(serving.host(), adminPort)));
      }
      String process = "server-" + (i + 1);
      specs.add(
          new ProcessSpec(
              process,
              384,
              List.of("serve", servingFile(process, serving, port, admin).toString()),
              "http://" + serving.host() + ":" + port));
    }
    return specs;
  }

  private static void put(
      ObjectNode node, HistoriesConfig.Followed followed, Optional<Long> maxBytes) {
    node.put("topic", followed.topic()).put("key", followed.key());
    if (followed.time() != null) {
      node.put("time", followed.time());
      node.put("time-unit", followed.unit().name().toLowerCase(Locale.ROOT));
    }
    // Else what the server's own heap has room for, which isn't this one.
    maxBytes.ifPresent(bytes -> node.put("max-bytes", bytes));
  }

  private static int after(int port, int server) throws IOException {
    return port == 0 ? FreePort.find() : port + server;
  }

  private Path servingFile(
      String process,
      PipelineConfig.Serving serving,
      int port,
      Optional<PipelineConfig.Admin> admin)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("http").put("host", serving.host()).put("port", port);
    if (admin.isPresent()) {
      ObjectNode section =
          root.putObject("admin").put("host", serving.host()).put("port", admin.get().port());
      admin.get().tokens().ifPresent(file -> section.put("tokens", file.toString()));
    }
    ObjectNode kafka = root.putObject("kafka");
    pipeline.kafka().forEach(kafka::put);
    root.put("models-topic", pipeline.release().topic());
    root.put("store", pipeline.release().storeUri());
    root.putArray("models").add(pipeline.name());
    root.put("previews", serving.previews());
    ServedHistories.of(pipeline)
        .models()
        .forEach(
            (model, followed) ->
                put(
                    root.putObject("histories").putObject(model),
                    followed,
                    serving.historiesMaxBytes()));
    Path home = Files.createDirectories(directory.resolve(process));
    // JSON is YAML, too.
    return Files.write(home.resolve("serving.yaml"), JSON.writeValueAsBytes(root));
  }
}
