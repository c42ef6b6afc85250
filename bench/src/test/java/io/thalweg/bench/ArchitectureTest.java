package io.thalweg.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.thalweg.bench");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void librariesStayInTheirRooms() {
    onlyIn("io.thalweg.bench.replay.floor", "org.rocksdb..");
    onlyIn("io.thalweg.bench.collective..", "io.thalweg.collective..");
    onlyIn("io.thalweg.[bench|bench.serving.floor]", "com.fasterxml.jackson..");
    onlyIn("io.thalweg.bench.serving.server", "io.thalweg.serving..");
    onlyIn("io.thalweg.bench.serving.floor", "io.netty..");
    onlyIn("io.thalweg.bench.serving.grpc", "io.grpc..");
    onlyIn("io.thalweg.bench.[continual|prequential|drift|step]", "io.thalweg.learner..");
    onlyIn("io.thalweg.bench.[decode|prequential|drift|drift.moa]", "io.thalweg.ingestion..");
    onlyIn("io.thalweg.bench.[decode|decode.generic|prequential]", "org.apache.avro..");
    onlyIn("io.thalweg.bench.decode.generic", "org.apache.flink..");
  }

  @Test
  void aFloorHasNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("..floor")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.thalweg.bench",
            "io.thalweg.bench.replay",
            "io.thalweg.bench.collective",
            "io.thalweg.bench.collective.rank",
            "io.thalweg.replay..",
            "io.thalweg.collective..",
            "io.thalweg.serving..")
        .check(OURS);
  }

  private static void onlyIn(String room, String library) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(OURS);
  }
}
