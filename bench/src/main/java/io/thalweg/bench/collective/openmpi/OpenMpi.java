package io.thalweg.bench.collective.openmpi;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.process.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** OpenMPI's MPI_Allreduce. Confined to one thread. */
public final class OpenMpi {
  /** What to tell where {@link #compileIn} finds nothing. */
  public static final String HOW_TO_INSTALL =
      "no mpicc and mpirun; install OpenMPI: apt-get install openmpi-bin libopenmpi-dev";

  private static final String SOURCE = "allreduce.c";
  private static final long LIMIT_SECONDS = 120;
  private static final List<String> EVERYWHERE =
      List.of("--allow-run-as-root", "--mca", "pml", "ob1", "--mca", "btl");

  /** What carries the bytes, and whether the sum goes to where the vector was. */
  public enum Way {
    TCP("tcp,self --mca btl_tcp_if_include lo", "separate"),
    TCP_IN_PLACE("tcp,self --mca btl_tcp_if_include lo", "in-place"),
    SHARED_MEMORY("vader,self", "separate");

    private final String options;
    private final String buffers;

    Way(String options, String buffers) {
      this.options = options;
      this.buffers = buffers;
    }
  }

  private final String mpirun;
  private final Path program;

  private OpenMpi(String mpirun, Path program) {
    this.mpirun = mpirun;
    this.program = program;
  }

  /** Empty where OpenMPI is not installed. */
  public static Optional<OpenMpi> compileIn(Path directory)
      throws IOException, InterruptedException {
    Optional<String> compiler = Programs.find("mpicc");
    Optional<String> launcher = Programs.find("mpirun");
    if (compiler.isEmpty() || launcher.isEmpty()) {
      return Optional.empty();
    }
    Path source = directory.resolve(SOURCE);
    try (InputStream in = Objects.requireNonNull(OpenMpi.class.getResourceAsStream(SOURCE))) {
      Files.copy(in, source);
    }
    Path program = directory.resolve("allreduce");
    output(List.of(compiler.get(), "-O3", "-o", program.toString(), source.toString()));
    return Optional.of(new OpenMpi(launcher.get(), program));
  }

  /** The median time of an all-reduce; two ranks have a core each, more share all cores. */
  public double medianMicros(Way way, int ranks, int bytes, int iterations)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(mpirun);
    line.addAll(EVERYWHERE);
    line.addAll(List.of(way.options.split(" ")));
    line.addAll(ranks == 2 ? List.of("--bind-to", "core") : List.of("--oversubscribe"));
    line.addAll(List.of("-np", Integer.toString(ranks), program.toString()));
    line.addAll(List.of(Integer.toString(bytes), Integer.toString(iterations), way.buffers));
    return Double.parseDouble(output(line).strip());
  }

  private static String output(List<String> line) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("thalweg-openmpi", ".err");
    Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new BenchException(
            "%s failed: %s; run it by hand: %s"
                .formatted(
                    Path.of(line.get(0)).getFileName(),
                    Files.readString(errors).strip().replaceAll("\\s+", " "),
                    String.join(" ", line)));
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroy();
      Files.delete(errors);
    }
  }
}
