package io.thalweg.ingestion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.thalweg.ingestion");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void flinkStaysInItsRoom() {
    confine("org.apache.flink..", "..ingestion.flink..");
  }

  @Test
  void kafkaClientsStayInTheirRooms() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..ingestion.kafka..", "..ingestion.flink..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void jacksonsTreesStayWithTheFiles() {
    confine("com.fasterxml.jackson.databind..", "..ingestion.file..");
    confine("com.fasterxml.jackson.dataformat..", "..ingestion.file..");
  }

  @Test
  void jacksonsParserStaysWithThoseWhoReadJson() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..ingestion.file..", "..ingestion.decode..", "..ingestion.registry..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void streamsAreGeneratedInPlainJava() {
    noClasses()
        .that()
        .resideInAPackage("..ingestion.generate..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("..ingestion.generate..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  private static void confine(String library, String room) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }
}
