package io.thalweg.replay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksObject;

class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.thalweg.replay");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void rocksDbStaysInItsRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.thalweg.replay.tier.rocksdb")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(OURS);
  }

  @Test
  void zstdStaysInItsRoom() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.thalweg.replay.tier.cold")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.github.luben..")
        .check(OURS);
  }

  @Test
  void callsIntoTheOperatingSystemStayInOneClass() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.thalweg.replay.tier.HugePages")
        .and()
        .doNotHaveFullyQualifiedName("io.thalweg.replay.tier.HugePages$C")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(OURS);
  }

  @Test
  void onlyTheOwnerOfNativeHandlesMakesOne() {
    noClasses()
        .that()
        .doNotHaveSimpleName("RocksHandles")
        .should()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "it makes a native handle",
                (JavaConstructorCall call) ->
                    call.getTargetOwner().isAssignableTo(RocksObject.class)))
        .check(OURS);
  }

  @Test
  void nothingElseIsUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(
                "java..",
                "org.jspecify..",
                "org.rocksdb..",
                "com.github.luben..",
                "com.sun.jna..",
                "io.thalweg.replay.."))
        .check(OURS);
  }
}
