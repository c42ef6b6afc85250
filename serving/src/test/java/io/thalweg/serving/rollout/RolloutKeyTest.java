package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.VersionTable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps a request on its side, of two that have half of the requests each. */
final class RolloutKeyTest {
  private final VersionTable table = new VersionTable(List.of(TestModel.NAME));
  private final ModelSlot slot = table.openSlot(TestModel.NAME);

  @BeforeEach
  void loadTwo() {
    slot.swap(FakePredictor.servable(1));
    slot.swap(FakePredictor.servable(2));
    slot.assign("champion", 1L);
    slot.assign("other", 2L);
  }

  @AfterEach
  void closeTable() {
    table.close();
  }

  private Set<@Nullable String> sidesOf(String key, @Nullable String id, Map<String, Object> user) {
    ModelRollout config =
        ModelRollout.read(
            ConfigFile.parse("serving.yaml", "{%ssplit: {champion: 1, other: 1}}".formatted(key)),
            TestModel.NAME,
            Set.of());
    Rollout rollout = new Rollout(slot, config, (model, alias, version) -> {}, 3);
    rollout.look(0);
    InferRequest request =
        new InferRequest(
            id,
            List.of(Tensor.ofTexts(InferRequest.EVENT, List.of(1), new byte[1][2])),
            List.of(),
            user);
    Set<@Nullable String> sides = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      sides.add(rollout.side(request));
    }
    return sides;
  }

  @Test
  void nothingKeepsARequestOnASideUnlessAKeyIsConfigured() {
    assertThat(sidesOf("", "e-1", Map.of("user", "u"))).hasSize(2);
  }

  @Test
  void theKeyIsTheIdOrAParameterAndWhereItIsMissingChanceDecides() {
    assertThat(sidesOf("key: id, ", "e-1", Map.of())).hasSize(1);
    assertThat(sidesOf("key: id, ", null, Map.of())).hasSize(2);
    assertThat(sidesOf("key: user, ", "e-1", Map.of("user", "u"))).hasSize(1);
    assertThat(sidesOf("key: user, ", "e-1", Map.of())).hasSize(2);
  }
}
