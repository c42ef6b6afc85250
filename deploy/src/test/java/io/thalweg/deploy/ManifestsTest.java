package io.thalweg.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.thalweg.deploy.Manifests.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.JobState;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ManifestsTest {
  /** The operator's types on Maven Central end before this version; the field is its own test's. */
  private static final String FLINK_VERSION = "v2_2";

  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1 Namespace", Namespace.class),
          Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("v1 Secret", Secret.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class));

  static Stream<Manifest> ofKubernetes() throws IOException {
    return Manifests.all().stream()
        .filter(m -> !m.kind().equals("FlinkDeployment") && !m.kind().equals("Kustomization"));
  }

  @ParameterizedTest
  @MethodSource("ofKubernetes")
  void kubernetesKnowsEveryField(Manifest manifest) {
    Class<?> type = TYPES.get(manifest.apiVersion() + " " + manifest.kind());
    assertThat(type).as(manifest.toString()).isNotNull();
    assertThat(manifest.as(type)).isNotNull();
  }

  @Test
  void theOperatorKnowsEveryField() throws IOException {
    FlinkDeployment flink = flink();
    assertThat(flink.getApiVersion()).isEqualTo("flink.apache.org/v1beta1");
    assertThat(flink.getSpec().getJob().getUpgradeMode()).isEqualTo(UpgradeMode.SAVEPOINT);
    assertThat(flink.getSpec().getJob().getState()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aFieldThatNobodyKnowsIsRefused() throws IOException {
    Map<String, Object> wrong = new TreeMap<>(Manifests.only("Deployment").content());
    Map<String, Object> spec = new TreeMap<>(Manifests.map(wrong.get("spec")));
    spec.put("replica", 2);
    wrong.put("spec", spec);
    assertThatThrownBy(() -> Manifests.STRICT.convertValue(wrong, Deployment.class))
        .hasMessageContaining("replica");
  }

  @Test
  void thePipelineHasAsManyLearnersAsTheJobHasPlacesFor() throws IOException {
    Map<String, Object> pipeline =
        Manifests.map(
            Manifests.documents(Manifests.DIRECTORY.resolve("base/pipeline.yaml"))
                .iterator()
                .next());
    assertThat(pipeline.get("learners")).isEqualTo(flink().getSpec().getJob().getParallelism());
  }

  @Test
  void networkPoliciesOpenTheVeryPortsThatFlinkIsToldToListenOn() throws IOException {
    Map<String, String> flink = flink().getSpec().getFlinkConfiguration();
    String[] learners = flink.get("thalweg.learner.port").split("-", -1);
    NetworkPolicy policy =
        Manifests.all().stream()
            .filter(m -> m.kind().equals("NetworkPolicy"))
            .map(m -> m.as(NetworkPolicy.class))
            .filter(p -> p.getMetadata().getName().equals("thalweg-taskmanagers"))
            .findAny()
            .orElseThrow();
    assertThat(policy.getSpec().getIngress().get(0).getPorts())
        .extracting(
            p -> p.getPort().getIntVal() + (p.getEndPort() == null ? "" : "-" + p.getEndPort()))
        .containsExactlyInAnyOrder(
            flink.get("taskmanager.data.port"),
            flink.get("taskmanager.rpc.port"),
            learners[0] + "-" + learners[1]);
    assertThat(Integer.parseInt(learners[1]) - Integer.parseInt(learners[0]) + 1)
        .isGreaterThanOrEqualTo(Integer.parseInt(flink.get("taskmanager.numberOfTaskSlots")));
  }

  @Test
  void whatIsMountedIsThere() throws IOException {
    PodSpec job = flink().getSpec().getPodTemplate().getSpec();
    PodSpec server =
        Manifests.only("Deployment").as(Deployment.class).getSpec().getTemplate().getSpec();
    for (PodSpec pod : List.of(job, server)) {
      Set<String> volumes =
          pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
      for (Container container : pod.getContainers()) {
        assertThat(container.getVolumeMounts())
            .extracting(VolumeMount::getName)
            .containsExactlyInAnyOrderElementsOf(volumes);
      }
    }
    assertThat(Files.readString(Manifests.DIRECTORY.resolve("base/transactions.avsc")))
        .isEqualTo(
            Files.readString(Manifests.DIRECTORY.resolveSibling("compose/transactions.avsc")));
  }

  private static FlinkDeployment flink() throws IOException {
    Manifest manifest = Manifests.only("FlinkDeployment");
    Map<String, Object> content = new TreeMap<>(manifest.content());
    Map<String, Object> spec = new TreeMap<>(Manifests.map(content.get("spec")));
    assertThat(spec.put("flinkVersion", "v1_20")).isEqualTo(FLINK_VERSION);
    content.put("spec", spec);
    return Manifests.STRICT.convertValue(content, FlinkDeployment.class);
  }
}
