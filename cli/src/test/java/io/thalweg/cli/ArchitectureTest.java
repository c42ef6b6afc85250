package io.thalweg.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The import table of the whole project: this module is the only one that sees all others. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.thalweg");

  @ParameterizedTest
  @CsvSource({
    "schemas,",
    "collective,",
    "replay,",
    "model,     schemas",
    "ingestion, schemas model",
    "learner,   schemas collective replay model ingestion",
    "oip,",
    "serving,   schemas model oip",
    "bench,     replay collective model ingestion learner schemas serving oip",
    "cli,       schemas replay model oip ingestion learner serving bench"
  })
  void aModuleSeesOnlyTheModulesOfItsRow(String module, String others) {
    String[] allowed =
        Stream.concat(
                Stream.of(module), others == null ? Stream.of() : Arrays.stream(others.split(" ")))
            .map(ArchitectureTest::packagesOf)
            .toArray(String[]::new);
    assertThat(CLASSES.stream().filter(resideInAnyPackage(packagesOf(module)))).isNotEmpty();
    noClasses()
        .that()
        .resideInAPackage(packagesOf(module))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.thalweg..").and(resideOutsideOfPackages(allowed)))
        .check(CLASSES);
  }

  @Test
  void thereIsNoModuleWithoutARow() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).map(name -> name.split("\\.", 4)[2]))
        .containsOnly(
            "schemas",
            "collective",
            "replay",
            "model",
            "ingestion",
            "learner",
            "oip",
            "serving",
            "bench",
            "cli");
  }

  @Test
  void packagesOfTheWholeProjectHaveNoCycles() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void servingNeedsNeitherTheClusterNorTheLearnersLibraries() {
    noClasses()
        .that()
        .resideInAPackage(packagesOf("serving"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.rocksdb..", "ai.djl..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "io.thalweg.learner.train.djl,    ai.djl..",
    "io.thalweg.learner.train.graph.openblas, org.bytedeco.openblas..",
    "io.thalweg.[replay.tier.rocksdb|bench.replay.floor], org.rocksdb..",
    "io.thalweg.serving.predict.onnx, ai.onnxruntime..",
    "io.thalweg.serving.[http|grpc],  io.vertx.."
  })
  void aNativeOrServerLibraryHasOneRoomInTheProject(String room, String library) {
    assertThat(
            CLASSES.stream()
                .filter(resideInAnyPackage(room))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> resideInAnyPackage(library).test(d.getTargetClass())))
        .as("uses of %s in %s", library, room)
        .isNotEmpty();
    onlyIn(CLASSES, room, library);
  }

  @Test
  void librariesStayInTheirRoomsOfTheCommand() {
    JavaClasses cli = CLASSES.that(resideInAnyPackage("io.thalweg.cli.."));
    onlyIn(cli, "io.thalweg.cli.embedded..", "kafka..", "org.apache.kafka.metadata..");
    onlyIn(cli, "io.thalweg.cli.metrics..", "org.apache.flink.metrics..");
    onlyIn(cli, "io.thalweg.cli.demo..", "org.HdrHistogram..");
    onlyIn(
        cli,
        "io.thalweg.cli.node..",
        "org.apache.flink.shaded..",
        "org.apache.flink.client..",
        "org.apache.flink.runtime.entrypoint..",
        "org.apache.flink.runtime.taskexecutor..");
  }

  private static String packagesOf(String module) {
    return "io.thalweg." + module + "..";
  }

  private static void onlyIn(JavaClasses classes, String room, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(classes);
  }
}
