package io.thalweg.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.thalweg.schemas");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingButAvroIsNeeded() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.thalweg.schemas", "org.apache.avro..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void avroIsNotInTheApi() {
    noMethods()
        .that()
        .arePublic()
        .should()
        .haveRawReturnType(
            DescribedPredicate.describe(
                "of Avro", type -> type.getPackageName().startsWith("org.apache.avro")))
        .check(CLASSES);
  }
}
