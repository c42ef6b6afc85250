package io.thalweg.serving;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.thalweg.serving");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.thalweg.serving.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void roomsDoNotKnowTheWiring() {
    noClasses()
        .that()
        .resideInAPackage("io.thalweg.serving.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.thalweg.serving")
        .check(CLASSES);
  }

  @Test
  void onnxruntimeStaysInItsRoom() {
    confined("io.thalweg.serving.predict.onnx", "ai.onnxruntime..");
  }

  @Test
  void kafkaStaysInItsRooms() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.thalweg.serving.follow.kafka", "io.thalweg.serving.feedback.kafka")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void vertxStaysInItsRooms() {
    confined("io.thalweg.serving.[http|grpc]", "io.vertx..");
    confined("io.thalweg.serving.http", "io.netty..");
  }

  @Test
  void protobufStaysInItsRoom() {
    confined("io.thalweg.serving.grpc", "com.google.protobuf..", "io.thalweg.oip..");
  }

  @Test
  void librariesOfAccessAndMetricsStayInTheirRooms() {
    confined("io.thalweg.serving.access", "com.github.benmanes.caffeine..", "io.github.bucket4j..");
    confined("io.thalweg.serving.metrics", "io.micrometer..", "io.prometheus..");
  }

  @Test
  void neverSeesFlinkRocksDbOrDjl() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.rocksdb..", "ai.djl..")
        .check(CLASSES);
  }

  private static void confined(String room, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CLASSES);
  }
}
