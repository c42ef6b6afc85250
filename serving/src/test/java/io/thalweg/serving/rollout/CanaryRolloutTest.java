package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.serving.TestModel;
import io.thalweg.serving.rollout.CanaryConfig.AtEnd;
import io.thalweg.serving.rollout.CanaryDecision.Hold;
import io.thalweg.serving.rollout.CanaryDecision.Promote;
import io.thalweg.serving.rollout.CanaryDecision.Rollback;
import io.thalweg.serving.version.Alias;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Versions come, are tried and are decided about, at a clock that the test moves. */
class CanaryRolloutTest {
  static final CanaryConfig CONFIG =
      new CanaryConfig(
          0.1,
          Duration.ofMinutes(10),
          0.95,
          Map.of(Guard.LOSS, new Tolerance(0.05, 0)),
          20,
          OptionalDouble.empty(),
          100_000,
          Duration.ofHours(1),
          AtEnd.ROLLBACK);

  private final VersionTable table = new VersionTable(List.of(TestModel.NAME));
  private final ModelSlot slot = table.openSlot(TestModel.NAME);
  private final SplittableRandom random = new SplittableRandom(8);
  private boolean kafkaIsAway;
  private final CanaryRollout rollout = new CanaryRollout(slot, CONFIG, this::assign);
  private long nowMillis = 1_000_000;

  private void assign(String model, String alias, Long version) throws IOException {
    assertThat(model).isEqualTo(TestModel.NAME);
    if (kafkaIsAway) {
      throw new IOException("topic 'aliases' can't be written");
    }
    slot.assign(alias, version);
  }

  @AfterEach
  void closeTable() {
    table.close();
  }

  private void load(long version) {
    slot.swap(FakePredictor.servable(version));
  }

  private void loadPreview(long version) {
    slot.swap(FakePredictor.servable(TestModel.NAME, version, new FakePredictor(version), true));
  }

  private void look() {
    rollout.look(nowMillis);
  }

  private Long champion() {
    return slot.aliases().get(Alias.CHAMPION);
  }

  private Long canary() {
    return slot.aliases().get(Alias.CANARY);
  }

  /** Labels come until something is decided. */
  private void labels(double canaryLoss) {
    Long tried = canary();
    long theirs = champion();
    for (int i = 0; i < 20_000 && tried.equals(canary()); i++) {
      double loss = random.nextDouble();
      if (random.nextInt(10) == 0) {
        rollout.outcome(tried, nowMillis, loss * canaryLoss);
      } else {
        rollout.outcome(theirs, nowMillis, loss);
      }
      if (i % 20 == 0) {
        look();
      }
    }
  }

  private void serveSevenAndTryEight() {
    load(7);
    look();
    load(8);
    look();
    look();
  }

  @Test
  void theFirstReleaseIsTheChampionAndTheNextOneIsTried() {
    look();
    assertThat(champion()).isNull();
    load(7);
    look();
    assertThat(champion()).isEqualTo(7);
    load(8);
    look();
    assertThat(champion()).isEqualTo(7);
    assertThat(canary()).isEqualTo(8);
    assertThat(slot.servingVersion()).hasValue(7);
    look();
    look();
    assertThat(rollout.standing()).isInstanceOf(Hold.class);
  }

  @Test
  void whatWasTriedBeforeARestartIsNotTriedAgainByItself() {
    AliasWriter remembering =
        new AliasWriter() {
          @Override
          public void assign(String model, String alias, Long version) throws IOException {
            CanaryRolloutTest.this.assign(model, alias, version);
          }

          @Override
          public OptionalLong highest(String model, String alias) {
            return alias.equals(Alias.CANARY) ? OptionalLong.of(8) : OptionalLong.empty();
          }
        };
    CanaryRollout started = new CanaryRollout(slot, CONFIG, remembering);
    load(7);
    started.look(nowMillis);
    load(8);
    started.look(nowMillis);
    assertThat(champion()).isEqualTo(7);
    assertThat(canary()).isNull();
    load(9);
    started.look(nowMillis);
    assertThat(canary()).isEqualTo(9);
  }

  @Test
  void aCanaryThatIsWorseIsRolledBackAndTheReasonStandsInTheMetadata() {
    serveSevenAndTryEight();
    labels(1.8);
    assertThat(champion()).isEqualTo(7);
    assertThat(canary()).isNull();
    assertThat(rollout.decided())
        .singleElement()
        .isInstanceOfSatisfying(
            Rollback.class,
            d -> {
              assertThat(d.reason()).startsWith("worse: loss 0.");
              assertThat(d.evidence().canary()).isEqualTo(8);
              assertThat(d.evidence().canaryLabels()).isPositive();
            });
    assertThat(slot.refusal().version()).isEqualTo(8);
    assertThat(slot.refusal().reason()).startsWith("worse: loss 0.");
  }

  @Test
  void aVersionThatWasRolledBackIsNeverTriedAgain() {
    serveSevenAndTryEight();
    labels(1.8);
    nowMillis += Duration.ofMinutes(11).toMillis();
    look();
    assertThat(canary()).isNull();
    assertThatThrownBy(() -> rollout.start(8, nowMillis))
        .hasMessageStartingWith("model 'clicks': version 8 was rolled back: worse: loss 0.")
        .hasMessageEndingWith("try a newer one, or promote it by hand");
  }

  @Test
  void aCanaryThatIsBetterBecomesTheChampion() {
    serveSevenAndTryEight();
    labels(0.6);
    assertThat(champion()).isEqualTo(8);
    assertThat(slot.servingVersion()).hasValue(8);
    look();
    assertThat(canary()).isNull();
    assertThat(rollout.decided()).singleElement().isInstanceOf(Promote.class);
  }

  @Test
  void ofManyVersionsTheNewestIsTriedOnceTheLastOneIsDecidedAndItsTimeHasCome() {
    serveSevenAndTryEight();
    for (long v = 9; v <= 30; v++) {
      load(v);
      look();
      assertThat(canary()).isEqualTo(8);
    }
    labels(0.6);
    look();
    look();
    assertThat(canary()).isNull();
    nowMillis += Duration.ofMinutes(10).toMillis() - 1;
    look();
    assertThat(canary()).isNull();
    nowMillis += 1;
    load(31);
    look();
    assertThat(canary()).isEqualTo(31);
    assertThat(champion()).isEqualTo(8);
  }

  @Test
  void aPreviewIsNeverTriedAndNeverTheFirst() {
    loadPreview(6);
    look();
    assertThat(champion()).isNull();
    load(7);
    look();
    loadPreview(8);
    look();
    assertThat(champion()).isEqualTo(7);
    assertThat(canary()).isNull();
    load(9);
    loadPreview(10);
    look();
    assertThat(canary()).isEqualTo(9);
  }

  @Test
  void whoMovesTheChampionByHandBeginsAnotherTrial() {
    serveSevenAndTryEight();
    look();
    load(9);
    slot.assign(Alias.CHAMPION, 9L);
    look();
    look();
    assertThat(rollout.standing().evidence().champion()).isEqualTo(9);
    assertThat(rollout.standing().evidence().canary()).isEqualTo(8);
    assertThat(rollout.decided()).isEmpty();
  }

  @Test
  void aTrialIsAbortedByHandAndAnotherVersionIsTried() throws IOException {
    serveSevenAndTryEight();
    rollout.abort(nowMillis);
    look();
    assertThat(canary()).isNull();
    assertThatThrownBy(() -> rollout.abort(nowMillis))
        .hasMessage("model 'clicks' has no canary by now; GET its rollout to see what is tried");
    load(9);
    rollout.start(9, nowMillis);
    assertThat(canary()).isEqualTo(9);
    assertThatThrownBy(() -> rollout.start(7, nowMillis))
        .hasMessage(
            "model 'clicks': version 7 can't be tried against the champion, which is 7; take"
                + " another");
  }

  /** A server that starts again reads the aliases before it has loaded what they name. */
  @Test
  void aChampionThatIsStillLoadingIsNotReplacedByWhatIsThere() {
    slot.assign(Alias.CHAMPION, 5L);
    load(7);
    look();
    assertThat(slot.assigned().get(Alias.CHAMPION)).isEqualTo(5);
    slot.admit(FakePredictor.servable(5));
    look();
    assertThat(champion()).isEqualTo(5);
    assertThat(canary()).isEqualTo(7);
  }

  @Test
  void aCanaryThatNeverLoadsGivesWayToANewerOneAfterATime() throws IOException {
    load(7);
    look();
    rollout.start(99, nowMillis);
    load(8);
    look();
    assertThat(slot.assigned().get(Alias.CANARY)).isEqualTo(99);
    nowMillis += Duration.ofMinutes(10).toMillis();
    look();
    assertThat(canary()).isEqualTo(8);
  }

  @Test
  void aDecisionThatCannotBeWrittenIsWrittenLater() {
    serveSevenAndTryEight();
    kafkaIsAway = true;
    labels(1.8);
    assertThat(canary()).isEqualTo(8);
    assertThat(rollout.decided()).isEmpty();
    kafkaIsAway = false;
    look();
    assertThat(canary()).isNull();
    assertThat(rollout.decided()).singleElement().isInstanceOf(Rollback.class);
  }

  /** The log of aliases is read back a moment after it was written. */
  @Test
  void whatWasDecidedIsNotTriedAgainWhileTheAliasesTakeTheirTime() {
    boolean[] late = {false};
    CanaryRollout slow =
        new CanaryRollout(
            slot,
            CONFIG,
            (model, alias, version) -> {
              if (!late[0]) {
                slot.assign(alias, version);
              }
            });
    load(7);
    slow.look(nowMillis);
    load(8);
    slow.look(nowMillis);
    slow.look(nowMillis);
    late[0] = true;
    for (int i = 0; i < 20_000; i++) {
      boolean own = i % 10 == 0;
      slow.outcome(own ? 8 : 7, nowMillis, own ? 1 : 0.5);
      if (i % 20 == 0) {
        slow.look(nowMillis);
      }
    }
    assertThat(slow.decided()).hasSize(1);
  }

  @Test
  void decisionsAreKeptUpToABound() {
    CanaryConfig atOnce =
        new CanaryConfig(
            0.1,
            Duration.ofMillis(1),
            0.95,
            Map.of(Guard.LOSS, new Tolerance(0.05, 0)),
            20,
            OptionalDouble.empty(),
            100_000,
            Duration.ofMillis(1),
            AtEnd.ROLLBACK);
    CanaryRollout quick = new CanaryRollout(slot, atOnce, this::assign);
    for (long v = 1; v <= 130; v++) {
      load(v);
      for (int i = 0; i < 6; i++) {
        quick.look(nowMillis += 2);
      }
    }
    assertThat(quick.decided()).hasSize(100);
    assertThat(quick.decided().get(99).evidence().canary()).isEqualTo(130);
    assertThat(quick.decided().get(0).evidence().canary()).isEqualTo(31);
  }
}
