package io.thalweg.collective;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.thalweg.collective");

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheJdkAndNullnessAnnotationsAreUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "javax.crypto..", "org.jspecify.annotations..", "io.thalweg.collective..")
        .check(CLASSES);
  }

  @Test
  void algorithmsKnowNothingButRanksAndLengths() {
    classes()
        .that()
        .resideInAPackage("..collective.algorithm..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "org.jspecify.annotations..",
            "io.thalweg.collective",
            "..collective.algorithm..")
        .check(CLASSES);
  }

  @Test
  void socketsStayInTheTcpRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..transport.tcp..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.channels..")
        .check(CLASSES);
  }

  @Test
  void compressionAndModesKnowNoTransport() {
    noClasses()
        .that()
        .resideInAnyPackage("..collective.compress..", "..collective.mode..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..transport..", "..algorithm..", "..exchange..", "..round..")
        .check(CLASSES);
  }

  @Test
  void modesTakeAnySummation() {
    noClasses()
        .that()
        .resideInAPackage("..collective.mode..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..collective.compress..")
        .check(CLASSES);
  }
}
