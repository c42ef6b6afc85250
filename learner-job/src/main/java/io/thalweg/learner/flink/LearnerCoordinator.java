package io.thalweg.learner.flink;

import io.thalweg.learner.release.Announcer;
import io.thalweg.learner.release.ReleaseConfig;
import io.thalweg.learner.sync.CoordinationState;
import io.thalweg.learner.sync.CoordinatorActions;
import io.thalweg.learner.sync.CoordinatorMessage;
import io.thalweg.learner.sync.LearnerMessage;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.RoundProtocol;
import io.thalweg.model.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the round protocol on Flink's coordinator: gateways, checkpoint futures, a clock.
 * Thread-safe by one lock, which is never held over anything that blocks.
 *
 * <p>A failure of one task restarts all learners, but this object lives on and isn't told of the
 * checkpoint except by {@link #subtaskReset}; a new JobMaster makes a new one and resets it. Events
 * sent to a task that has ended would fail every later checkpoint, so the protocol stops sending
 * once a learner says that it leaves.
 */
final class LearnerCoordinator implements OperatorCoordinator, CoordinatorActions {
  private static final Logger LOG = LoggerFactory.getLogger(LearnerCoordinator.class);
  private static final long TICK_MILLIS = 10;

  private final Context context;
  private final RoundProtocol protocol;
  private final Announcer announcer;
  private final ReleaseHold hold;
  private final @Nullable Path checkpoints;
  private final @Nullable SubtaskGateway[] gateways;

  /** Messages of a task whose gateway isn't open yet. */
  private final Queue<LearnerMessage>[] early;

  /** What touches the world outside, of a coordinator that may never be started. */
  private final List<Runnable> onceStarted = new ArrayList<>();

  private boolean started;
  private @Nullable CompletableFuture<byte[]> checkpoint;
  private @Nullable ScheduledExecutorService clock;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of queues
  LearnerCoordinator(Context context, LearnerOperatorConfig config) {
    this.context = context;
    int learners = context.currentParallelism();
    this.protocol = new RoundProtocol(learners, config.rounds(), this, new SecureRandom());
    this.announcer =
        new Announcer(
            config.model().name(),
            () -> config.releaseLogs().open(config.model().name(), config.release()),
            this::releaseAbove,
            signingKey(config.release()),
            config.release().silence());
    this.hold = ReleaseHold.of(context.getCoordinatorStore());
    this.checkpoints = config.checkpoints() == null ? null : Path.of(config.checkpoints());
    this.gateways = new SubtaskGateway[learners];
    this.early = new Queue[learners];
    for (int i = 0; i < learners; i++) {
      early[i] = new ArrayDeque<>();
    }
  }

  private static @Nullable SigningKey signingKey(ReleaseConfig release) {
    try {
      return release.signingKey() == null ? null : SigningKey.read(Path.of(release.signingKey()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void start() {
    announcer.start();
    MetricGroup metrics = context.metricGroup().addGroup(MetricNames.GROUP);
    metrics.gauge(MetricNames.ROUNDS_COMMITTED, () -> locked(protocol::roundsCommitted));
    metrics.gauge(MetricNames.ROUNDS_ABORTED, () -> locked(protocol::roundsAborted));
    metrics.gauge(MetricNames.VERSIONS_RELEASED, announcer::announced);
    metrics.gauge(MetricNames.VERSIONS_PREVIEWED, announcer::previewed);
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread t = new Thread(task, "thalweg-rounds");
              t.setDaemon(true);
              return t;
            });
    var unused =
        timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    clock = timer;
    for (Runnable action : begin()) {
      action.run();
    }
  }

  private synchronized List<Runnable> begin() {
    started = true;
    return List.copyOf(onceStarted);
  }

  @Override
  public void close() {
    if (clock != null) {
      clock.shutdownNow();
    }
    announcer.close();
  }

  private synchronized void tick() {
    try {
      protocol.holdReleases(hold.isHeld());
      protocol.tick(System.nanoTime());
    } catch (RuntimeException e) {
      context.failJob(e);
    }
  }

  private synchronized long locked(java.util.function.LongSupplier value) {
    return value.getAsLong();
  }

  private synchronized void releaseAbove(long lastVersion, @Nullable String lastReleaseSha256) {
    protocol.releaseAbove(lastVersion, lastReleaseSha256);
  }

  // ---- tasks ----

  @Override
  public synchronized void handleEventFromOperator(
      int subtask, int attemptNumber, OperatorEvent event) {
    LearnerMessage message = ((ProtocolEvent.FromLearner) event).message();
    if (gateways[subtask] == null) {
      early[subtask].add(message);
    } else {
      protocol.received(subtask, message, System.nanoTime());
    }
  }

  @Override
  public synchronized void executionAttemptReady(
      int subtask, int attemptNumber, SubtaskGateway gateway) {
    gateways[subtask] = gateway;
    for (LearnerMessage m = early[subtask].poll(); m != null; m = early[subtask].poll()) {
      protocol.received(subtask, m, System.nanoTime());
    }
  }

  @Override
  public synchronized void executionAttemptFailed(
      int subtask, int attemptNumber, @Nullable Throwable reason) {
    gateways[subtask] = null;
    early[subtask].clear();
    protocol.lost(subtask, System.nanoTime());
  }

  @Override
  public synchronized void subtaskReset(int subtask, long checkpointId) {
    gateways[subtask] = null;
    early[subtask].clear();
    if (checkpointId == NO_CHECKPOINT) {
      protocol.restore(CoordinationState.INITIAL);
    } else {
      protocol.rollBackTo(checkpointId);
    }
  }

  // ---- checkpoints ----

  @Override
  public synchronized void checkpointCoordinator(long id, CompletableFuture<byte[]> result) {
    protocol.dropCut("superseded by checkpoint " + id);
    checkpoint = result;
    protocol.holdReleases(hold.isHeld());
    protocol.checkpoint(id, System.nanoTime());
  }

  @Override
  public synchronized void notifyCheckpointComplete(long checkpointId) {
    protocol.checkpointCompleted(checkpointId);
  }

  @Override
  public synchronized void notifyCheckpointAborted(long checkpointId) {
    protocol.checkpointAborted(checkpointId);
  }

  @Override
  public void resetToCheckpoint(long checkpointId, byte @Nullable [] data) {
    if (checkpoints != null) {
      Path ofJob = checkpoints.resolve(context.getJobID().toHexString());
      whenStarted(() -> UndoneCheckpoints.hideAbove(checkpointId, ofJob));
    }
    restore(checkpointId, data);
  }

  /**
   * Flink restores a coordinator before it knows whether there are slots for the job, and whether
   * this JobManager still leads; if not it forgets the coordinator without closing it.
   */
  private void whenStarted(Runnable action) {
    synchronized (this) {
      if (!started) {
        onceStarted.add(action);
        return;
      }
    }
    action.run();
  }

  private synchronized void restore(long checkpointId, byte @Nullable [] data) {
    CoordinationState state =
        data == null ? CoordinationState.INITIAL : CoordinationState.fromBytes(data);
    protocol.remember(checkpointId, state);
    protocol.restore(state);
  }

  // ---- what the protocol wants done; the lock is held ----

  @Override
  public void send(int rank, CoordinatorMessage message) {
    if (rank == 0 && message instanceof CoordinatorMessage.Abort abort) {
      LOG.info("round {} doesn't count: {}", abort.round(), abort.why());
    }
    SubtaskGateway gateway = gateways[rank];
    if (gateway != null) {
      var unused = gateway.sendEvent(new ProtocolEvent.ToLearner(message));
    }
  }

  @Override
  public void completeCheckpoint(long checkpointId, CoordinationState state) {
    CompletableFuture<byte[]> result = checkpoint;
    checkpoint = null;
    if (result != null) {
      // Completed before anything else is sent: from here on the gateways hold events back until
      // each task has taken its snapshot.
      result.complete(state.toBytes());
    }
  }

  @Override
  public void failCheckpoint(long checkpointId, String why) {
    LOG.info("no cut for checkpoint {}: {}", checkpointId, why);
    CompletableFuture<byte[]> result = checkpoint;
    checkpoint = null;
    if (result != null) {
      result.completeExceptionally(
          new IllegalStateException("no cut for checkpoint " + checkpointId + ": " + why));
    }
  }

  @Override
  public void announce(Staged release) {
    LOG.info("version {} is to be released: {}", release.version(), release.manifestSha256());
    whenStarted(() -> announcer.announce(release.version(), release.manifestSha256()));
  }

  @Override
  public void preview(Staged preview) {
    announcer.preview(preview.version(), preview.manifestSha256());
  }

  @Override
  public void failJob(String why) {
    context.failJob(new IllegalStateException(why));
  }
}
