package io.thalweg.cli.deployment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Flink's image is on this machine: a lib/ of Flink's modules with that of {@code assemble.sh}
 * in it, and the processes that its entry point starts, as Flink's scripts start them. Immutable.
 *
 * <p>Flink's distribution is on no registry of packages; these are the modules that it is made of,
 * of the same version, with the logging that it ships.
 */
final class FlinkImage {
  /** Of the distribution, as far as the command has them. */
  private static final Pattern DISTRIBUTED =
      Pattern.compile(
          "(flink-(?!connector-(base|kafka)|avro).*|frocksdbjni|commons-(cli|math3|text|collections)"
              + "|javassist|kryo|minlog|objenesis|reflectasm|snakeyaml-engine|async-profiler|jsr305)-[0-9].*");

  private static final String JOB_MANAGER =
      "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

  /** What conf/config.yaml of the image has, of what a test needs. */
  private static final Map<String, String> IMAGE_DEFAULTS =
      Map.of(
          "env.java.opts.all",
          "--add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED"
              + " --add-opens=java.base/java.time=ALL-UNNAMED",
          "parallelism.default",
          "1");

  private final Path home;

  private FlinkImage(Path home) {
    this.home = home;
  }

  /**
   * Puts it together.
   *
   * @param assembled what assemble.sh has made
   */
  static FlinkImage build(Path home, Path assembled) throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String jar : Files.readString(Path.of("target/classpath")).strip().split(":", -1)) {
      Path file = Path.of(jar);
      if (DISTRIBUTED.matcher(file.getFileName().toString()).matches()) {
        link(lib, file);
      }
    }
    Path plugin = Files.createDirectories(home.resolve("plugins/metrics-prometheus"));
    try (Stream<Path> files = Files.list(Path.of("target/flink-image"))) {
      for (Path file : files.toList()) {
        boolean reports = file.getFileName().toString().startsWith("flink-metrics-prometheus");
        link(reports ? plugin : lib, file);
      }
    }
    try (Stream<Path> files = Files.list(assembled.resolve("flink/lib"))) {
      for (Path file : files.toList()) {
        if (Files.notExists(lib.resolve(file.getFileName()))) {
          link(lib, file);
        }
      }
    }
    return new FlinkImage(home);
  }

  private static void link(Path directory, Path file) throws IOException {
    Path link = directory.resolve(file.getFileName());
    try {
      Files.createLink(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, link); // on another disk
    }
  }

  /**
   * Starts what a container with this command is.
   *
   * @param name of the process
   * @param command as in the compose file, with paths of this machine
   * @param properties as in the compose file, with addresses of this machine
   */
  Daemon start(String name, List<String> command, Map<String, String> properties)
      throws IOException {
    boolean isJobManager = command.get(0).equals("standalone-job");
    if (!isJobManager && !command.equals(List.of("taskmanager"))) {
      throw new IllegalArgumentException("no command of Flink's image: " + command);
    }
    Map<String, String> settings = new TreeMap<>(IMAGE_DEFAULTS);
    settings.putAll(properties);
    Path conf = writeConfiguration(name, settings);
    List<String> sizes =
        utility(isJobManager ? "GET_JM_RESOURCE_PARAMS" : "GET_TM_RESOURCE_PARAMS", conf);
    List<String> line = java();
    line.addAll(words(sizes.get(0)));
    line.addAll(words(settings.get("env.java.opts.all")));
    line.addAll(
        words(
            settings.getOrDefault(
                "env.java.opts." + (isJobManager ? "jobmanager" : "taskmanager"), "")));
    line.add("-Dlog4j.configurationFile=" + conf.resolve("log4j-console.properties"));
    line.addAll(List.of("-cp", home.resolve("lib") + "/*"));
    line.add(isJobManager ? JOB_MANAGER : TASK_MANAGER);
    line.addAll(List.of("--configDir", conf.toString()));
    line.addAll(words(sizes.size() > 1 ? sizes.get(1) : ""));
    line.addAll(command.subList(1, command.size()));
    return Daemon.start(home.resolve("log/" + name + ".log"), environment(conf), line);
  }

  private Path writeConfiguration(String name, Map<String, String> settings) throws IOException {
    Path conf = Files.createDirectories(home.resolve("conf-" + name));
    StringBuilder yaml = new StringBuilder();
    settings.forEach((key, value) -> yaml.append(key + ": \"" + value + "\"\n"));
    Files.writeString(conf.resolve("config.yaml"), yaml);
    Files.writeString(
        conf.resolve("log4j-console.properties"),
        """
        rootLogger.level = INFO
        rootLogger.appenderRef.console.ref = ConsoleAppender
        appender.console.name = ConsoleAppender
        appender.console.type = CONSOLE
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{ISO8601} %-5p %-60c %x - %m%n
        """);
    return conf;
  }

  private Map<String, String> environment(Path conf) {
    return Map.of(
        "FLINK_CONF_DIR", conf.toString(),
        "FLINK_HOME", home.toString(),
        "FLINK_PLUGINS_DIR", home.resolve("plugins").toString(),
        "FLINK_LIB_DIR", home.resolve("lib").toString());
  }

  /** What Flink's scripts ask for before they start a JVM: its memory. */
  private List<String> utility(String what, Path conf) throws IOException {
    List<String> line = java();
    line.addAll(
        List.of(
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            home.resolve("lib") + "/*",
            "org.apache.flink.runtime.util.bash.BashJavaUtils",
            what,
            "--configDir",
            conf.toString()));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    List<String> results = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String text = out.readLine(); text != null; text = out.readLine()) {
        said.append(text).append('\n');
        if (text.startsWith(RESULT)) {
          results.add(text.substring(RESULT.length()));
        }
      }
    }
    if (results.isEmpty()) {
      throw new AssertionError("Flink computes no memory for " + what + ":\n" + said);
    }
    return results;
  }

  private static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1"));
  }

  private static List<String> words(String text) {
    return Stream.of(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
