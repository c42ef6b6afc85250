package io.thalweg.cli.command;

import io.thalweg.cli.doctor.Finding;
import io.thalweg.cli.doctor.Finding.Level;
import io.thalweg.cli.doctor.LibraryCheck;
import io.thalweg.cli.doctor.MachineCheck;
import io.thalweg.cli.doctor.PipelineCheck;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code thalweg doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    header = "Look whether this machine, and a pipeline, can start.",
    description =
        "%nLoads the native libraries, looks at memory and disk, and with a pipeline file asks its"
            + " broker, registry and topics. Nothing is started or made but directories. ok is as it"
            + " should be, note works but may cost you later, bad doesn't work: then the exit code"
            + " is 2.%n")
public final class DoctorCommand implements Callable<Integer> {
  private static final int ROWS = 64;

  /** Where there is no pipeline. */
  private static final ModelSpec SMALL =
      new ModelSpec(
          "doctor",
          new FeatureSpec(List.of(new Feature.Vector("v", "v", 16, Feature.Scaling.NONE))),
          List.of(new Dense(32, Activation.RELU)),
          new Head.Binary(),
          1);

  @Parameters(paramLabel = "PIPELINE.yaml", arity = "0..1", description = "The pipeline, if any.")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException {
    List<Finding> found =
        new ArrayList<>(MachineCheck.look(Path.of(System.getProperty("thalweg.home", ".thalweg"))));
    found.forEach(System.out::println);
    PipelineConfig pipeline = file == null ? null : PipelineFile.read(file);
    List<Finding> libraries =
        pipeline == null
            ? LibraryCheck.look(SMALL, ROWS, EngineChoice.AUTO)
            : LibraryCheck.look(pipeline.model(), pipeline.training().maxRows(), pipeline.engine());
    print(libraries, found);
    if (pipeline != null) {
      print(PipelineCheck.look(pipeline), found);
    }
    return found.stream().anyMatch(f -> f.level() == Level.BAD) ? 2 : 0;
  }

  private static void print(List<Finding> more, List<Finding> found) {
    more.forEach(System.out::println);
    found.addAll(more);
  }
}
