package io.thalweg.cli.deployment;

import io.thalweg.cli.RegistryProcess;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What docker-compose.yml starts, as processes of this machine: the same command lines, files and
 * settings, but for addresses and directories. A broker and a registry stand for the two images
 * that aren't ours. Confined to one thread.
 */
final class ComposeCluster implements AutoCloseable {
  private static final Path FILES = ComposeFile.ROOT.resolve("deploy/compose");

  private final ComposeFile compose;
  private final Path directory;
  private final Map<String, String> places = new TreeMap<>();
  private final Map<String, Daemon> daemons = new TreeMap<>();
  private final Map<String, Integer> metricsPorts = new TreeMap<>();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final FlinkImage flink;
  private final int rpcPort = FreePort.find();
  private final int restPort = FreePort.find();
  private final int httpPort = FreePort.find();
  private final int adminPort = FreePort.find();

  ComposeCluster(Path directory) throws Exception {
    this.compose = ComposeFile.read();
    this.directory = directory;
    Process assembling =
        new ProcessBuilder(
                ComposeFile.ROOT.resolve("deploy/docker/assemble.sh").toString(),
                directory.resolve("build").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("assemble.log").toFile())
            .start();
    if (!assembling.waitFor(60, TimeUnit.SECONDS) || assembling.exitValue() != 0) {
      throw new AssertionError(Files.readString(directory.resolve("assemble.log")));
    }
    this.flink = FlinkImage.build(directory.resolve("flink"), directory.resolve("build"));
    EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"), FreePort.find());
    opened.push(kafka);
    RegistryProcess registry = RegistryProcess.start();
    opened.push(registry);
    places.put("kafka:9092", kafka.bootstrapServers());
    places.put("http://registry:8080", registry.url(""));
    places.put("/var/lib/thalweg", directory.resolve("state").toString());
    places.put("/etc/thalweg", directory.resolve("etc").toString());
    places.put("local:///opt/flink", "file://" + directory.resolve("flink"));
    places.put("{host: 0.0.0.0, port: 8080}", "{host: 127.0.0.1, port: " + httpPort + "}");
    places.put("{host: 0.0.0.0, port: 8081}", "{host: 127.0.0.1, port: " + adminPort + "}");
    Files.createDirectories(directory.resolve("state"));
    Path etc = Files.createDirectories(directory.resolve("etc"));
    for (String file : List.of("pipeline.yaml", "serving.yaml", "transactions.avsc")) {
      Files.writeString(etc.resolve(file), here(Files.readString(FILES.resolve(file))));
    }
  }

  /** Names of the compose file's network and its volumes become those of this machine. */
  private String here(String text) {
    String changed = text;
    for (Map.Entry<String, String> place : places.entrySet()) {
      changed = changed.replace(place.getKey(), place.getValue());
    }
    return changed;
  }

  /** Starts a service whose image is the command's. */
  Daemon startCommand(String service) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(directory.resolve("build/thalweg/bin/thalweg").toString());
    compose.command(service).forEach(word -> line.add(here(word)));
    Map<String, String> environment =
        Map.of(
            "THALWEG_HOME", directory.resolve("home-" + service).toString(),
            "THALWEG_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xmx384m",
            "JAVA_HOME", System.getProperty("java.home"));
    return remember(
        service, Daemon.start(directory.resolve("log/" + service + ".log"), environment, line));
  }

  /**
   * Starts a service whose image is Flink's.
   *
   * @param name of the process: of one service there may be several
   */
  Daemon startFlink(String service, String name) throws IOException {
    return startFlink(name, compose.command(service), compose.flinkProperties(service));
  }

  /**
   * Starts what a container of Flink's image with this command and these settings is. Each process
   * has its address, ports and directories to itself.
   */
  Daemon startFlink(String name, List<String> command, Map<String, String> settings)
      throws IOException {
    int metrics = FreePort.find();
    Map<String, String> properties = new TreeMap<>();
    settings.forEach((key, value) -> properties.put(key, here(value)));
    properties.put("jobmanager.rpc.address", "127.0.0.1");
    properties.put("jobmanager.rpc.port", "" + rpcPort);
    properties.put("jobmanager.bind-host", "127.0.0.1");
    properties.put("rest.address", "127.0.0.1");
    properties.put("rest.bind-address", "127.0.0.1");
    properties.put("rest.port", "" + restPort);
    properties.put("taskmanager.host", "127.0.0.1");
    properties.put("taskmanager.bind-host", "127.0.0.1");
    properties.put("taskmanager.rpc.port", "0");
    properties.put("taskmanager.data.port", "0");
    properties.put("io.tmp.dirs", Files.createDirectories(directory.resolve("tmp-" + name)) + "");
    properties.put("metrics.reporter.prom.port", "" + metrics);
    metricsPorts.put(name, metrics);
    return remember(name, flink.start(name, command.stream().map(this::here).toList(), properties));
  }

  /** Of the pipeline; for what starts from then on. */
  void setLearners(int learners) throws IOException {
    Path file = directory.resolve("etc/pipeline.yaml");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("(?m)^learners: .*$", "learners: " + learners));
  }

  private Daemon remember(String name, Daemon daemon) {
    daemons.put(name, daemon);
    return daemon;
  }

  Path state() {
    return directory.resolve("state");
  }

  String serverUrl() {
    return "http://127.0.0.1:" + httpPort;
  }

  String adminUrl() {
    return "http://127.0.0.1:" + adminPort;
  }

  String flinkUrl() {
    return "http://127.0.0.1:" + restPort;
  }

  String metricsUrl(String name) {
    return "http://127.0.0.1:" + metricsPorts.get(name) + "/metrics";
  }

  String lastWords() throws IOException {
    StringBuilder words = new StringBuilder();
    for (Daemon daemon : daemons.values()) {
      words.append(daemon.lastWords()).append("\n\n");
    }
    return words.toString();
  }

  @Override
  public void close() throws Exception {
    daemons.values().forEach(Daemon::kill);
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
