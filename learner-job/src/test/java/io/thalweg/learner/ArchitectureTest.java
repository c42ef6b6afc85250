package io.thalweg.learner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "io.thalweg.learner";
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.thalweg.(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void flinkStaysInItsRooms() {
    staysIn("org.apache.flink..", ROOT, ROOT + ".flink", ROOT + ".figures");
  }

  @Test
  void djlStaysInItsRoom() {
    staysIn("ai.djl..", ROOT + ".train.djl");
  }

  @Test
  void openBlasStaysInItsRoom() {
    staysIn("org.bytedeco..", ROOT + ".train.graph.openblas");
  }

  @Test
  void kafkaStaysWithTheAuditTheReleaseLogAndTheFigures() {
    staysIn("org.apache.kafka..", ROOT, ROOT + ".release.kafka", ROOT + ".figures");
    Set<String> inTheRoot = new TreeSet<>();
    for (JavaClass c : OURS) {
      boolean usesKafka =
          c.getDirectDependenciesFromSelf().stream()
              .anyMatch(d -> d.getTargetClass().getPackageName().startsWith("org.apache.kafka"));
      if (c.getPackageName().equals(ROOT) && usesKafka) {
        inTheRoot.add(c.getSimpleName());
      }
    }
    assertThat(inTheRoot).containsExactly("AuditSink");
  }

  @Test
  void rocksDbIsTheReplayStoresOwn() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.rocksdb..").check(OURS);
  }

  @Test
  void theArithmeticAndTheProtocolRunWithoutACluster() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".train", ROOT + ".sync", ROOT + ".drift", ROOT + ".probe")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache..",
            "ai.djl..",
            "org.bytedeco..",
            ROOT,
            ROOT + ".flink..",
            ROOT + ".release..")
        .check(OURS);
  }

  private static void staysIn(String library, String... rooms) {
    noClasses()
        .that()
        .resideOutsideOfPackages(rooms)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(OURS);
  }
}
