package io.thalweg.cli.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The FlinkDeployment of deploy/kubernetes. Immutable. */
record FlinkDeploymentFile(Map<String, Object> spec) {
  static final Path DIRECTORY = ComposeFile.ROOT.resolve("deploy/kubernetes/base");

  static FlinkDeploymentFile read() throws IOException {
    Map<String, Object> file =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(DIRECTORY.resolve("flink-deployment.yaml")));
    return new FlinkDeploymentFile(ComposeFile.map(file.get("spec")));
  }

  Map<String, String> flinkConfiguration() {
    Map<String, String> settings = new TreeMap<>();
    ComposeFile.map(spec.get("flinkConfiguration"))
        .forEach((key, value) -> settings.put(key, String.valueOf(value)));
    return settings;
  }

  /** What the operator makes of it for a cluster, but for high availability by Kubernetes. */
  Map<String, String> settings() {
    Map<String, String> settings = flinkConfiguration();
    settings.keySet().removeIf(key -> key.startsWith("high-availability"));
    settings.put("jobmanager.memory.process.size", memory("jobManager"));
    settings.put("taskmanager.memory.process.size", memory("taskManager"));
    settings.put("parallelism.default", String.valueOf(job().get("parallelism")));
    return settings;
  }

  private String memory(String process) {
    return String.valueOf(
        ComposeFile.map(ComposeFile.map(spec.get(process)).get("resource")).get("memory"));
  }

  /** The job, as Flink's entry point for one without Kubernetes takes it. */
  List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "standalone-job",
                "--jars",
                String.valueOf(job().get("jarURI")),
                "--job-classname",
                String.valueOf(job().get("entryClass"))));
    ((List<?>) job().get("args")).forEach(word -> command.add(String.valueOf(word)));
    return command;
  }

  private Map<String, Object> job() {
    return ComposeFile.map(spec.get("job"));
  }
}
