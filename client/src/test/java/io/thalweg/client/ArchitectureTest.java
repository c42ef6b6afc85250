package io.thalweg.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  @Test
  void needsTheJdkAndJacksonsCoreAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.thalweg.client",
            "java..",
            "javax.net.ssl",
            "com.fasterxml.jackson.core..",
            "org.jspecify.annotations")
        .check(
            new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("io.thalweg.client"));
  }
}
