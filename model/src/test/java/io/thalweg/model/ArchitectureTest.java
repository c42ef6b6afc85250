package io.thalweg.model;

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
          .importPackages("io.thalweg.model");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void jacksonStaysInArtifactAndConfig() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.thalweg.model.artifact", "io.thalweg.model.config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void nothingNeedsAnEngineOrACluster() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.djl..", "ai.onnxruntime..", "org.apache..", "org.rocksdb..", "com.linecorp..")
        .check(CLASSES);
  }
}
