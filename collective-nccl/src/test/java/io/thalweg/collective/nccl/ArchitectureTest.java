package io.thalweg.collective.nccl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.thalweg.collective.nccl");

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheCollectiveAndCudaAreUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify.annotations..", "org.bytedeco..", "io.thalweg.collective..")
        .check(CLASSES);
  }
}
