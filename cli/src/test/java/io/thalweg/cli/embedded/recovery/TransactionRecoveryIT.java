package io.thalweg.cli.embedded.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proof behind docs/adr/0001-kafka-transaction-version.md. */
@Timeout(180)
final class TransactionRecoveryIT {
  private static final long NUMBERS = 2_500;

  @TempDir private Path directory;

  @Test
  void losesAndRepeatsNothingWhereverInACheckpointTheProcessDies() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      Recovery recovery =
          new KilledRun(
                  kafka.bootstrapServers(),
                  directory,
                  NUMBERS,
                  TransactionNamingStrategy.INCREMENTING)
              .dieAt(
                  List.of(
                      KillPoint.BEFORE_COMMIT,
                      KillPoint.AFTER_COMMIT,
                      KillPoint.BEFORE_COMPLETION,
                      KillPoint.BEFORE_COMMIT));
      assertThat(recovery.deaths()).allSatisfy(TransactionRecoveryIT::diedWhereItShould);
      assertThat(recovery.missing()).isZero();
      assertThat(recovery.duplicates()).isZero();
      assertThat(recovery.committed()).isEqualTo(NUMBERS);
      assertThat(recovery.openTransactions()).isZero();
      assertThat(recovery.errorLines()).isEmpty();
    }
  }

  private static void diedWhereItShould(Death death) {
    if (death.at() == KillPoint.AFTER_COMMIT) {
      assertThat(death.committed()).isEqualTo(death.snapshotted());
    } else {
      assertThat(death.committed()).isLessThan(death.snapshotted());
    }
  }
}
