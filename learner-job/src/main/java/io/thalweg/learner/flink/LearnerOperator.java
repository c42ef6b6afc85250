package io.thalweg.learner.flink;

import io.thalweg.collective.Endpoint;
import io.thalweg.ingestion.flink.Arrival;
import io.thalweg.ingestion.flink.Erasures;
import io.thalweg.ingestion.flink.Example;
import io.thalweg.learner.drift.ReactionSpec;
import io.thalweg.learner.flink.ProtocolEvent.FromLearner;
import io.thalweg.learner.flink.ProtocolEvent.ToLearner;
import io.thalweg.learner.release.PipelineFacts;
import io.thalweg.learner.release.Provenances;
import io.thalweg.learner.release.Stager;
import io.thalweg.learner.sync.CoordinatorMessage;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Preview;
import io.thalweg.learner.sync.Course.Step;
import io.thalweg.learner.sync.LearnerMessage;
import io.thalweg.learner.sync.LearnerMessage.CutAck;
import io.thalweg.learner.sync.LearnerMessage.Frozen;
import io.thalweg.learner.sync.LearnerMessage.Leaving;
import io.thalweg.learner.sync.LearnerMessage.Previewed;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Wishes;
import io.thalweg.learner.sync.RoundParticipant;
import io.thalweg.learner.train.CandidateSpec;
import io.thalweg.learner.train.DivergedException;
import io.thalweg.learner.train.Experience;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LearnerState;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.learner.train.RaceEvent;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.WarmStart;
import io.thalweg.model.feature.LabelSet;
import io.thalweg.model.store.ModelStores;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.schemas.LearnedEvent;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * One learner as a Flink task: examples in, audit records out, rounds by events, state in the
 * checkpoint. Confined to the mailbox thread, which never waits for the network.
 *
 * <p>The replay store goes into the slot of managed keyed state, so that Flink counts, cleans up
 * and redistributes its files by key group; the operator itself isn't keyed.
 */
final class LearnerOperator extends AbstractStreamOperator<byte[]>
    implements OneInputStreamOperator<Arrival, byte[]>, OperatorEventHandler {

  private static final long TIMER_MILLIS = 50;

  private final LearnerOperatorConfig settings;
  private final JobSecret secret;
  private final transient OperatorEventGateway coordinator;
  private final transient MailboxExecutor mailbox;
  private final transient Resources resources = new Resources();

  private transient int rank;
  private transient int worldSize;
  private transient int groupCount;
  private transient LearnerStates states;
  private transient ReplayBackend replay;
  private transient Experience experience;
  private transient OnlineLearner learner;
  private transient RoundParticipant rounds;
  private transient VersionStaging versions;
  private transient RoundCopy copy;
  private transient Intake intake;
  private transient List<Step<Example>> ahead;
  private transient LearnerMetrics figures;
  private transient StepMetrics steps;
  private transient long waitingSince;
  private transient boolean leaving;

  LearnerOperator(
      StreamOperatorParameters<byte[]> parameters,
      LearnerOperatorConfig settings,
      JobSecret secret,
      OperatorEventGateway coordinator,
      MailboxExecutor mailbox) {
    super(parameters);
    this.settings = settings;
    this.secret = secret;
    this.coordinator = coordinator;
    this.mailbox = mailbox;
  }

  // ---- start ----

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    var task = getRuntimeContext().getTaskInfo();
    rank = task.getIndexOfThisSubtask();
    worldSize = task.getNumberOfParallelSubtasks();
    groupCount = task.getMaxNumberOfParallelSubtasks();
    KeyGroupRange groups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(groupCount, worldSize, rank);
    replay =
        ReplayBackend.open(getContainingTask(), getOperatorID(), replayConfig(), groups, resources);
    GradientEngine engine =
        resources.own(
            settings.engines().open(settings.model(), settings.training().maxRows()),
            GradientEngine::close);
    experience = openExperience();
    learner =
        resources.own(
            new OnlineLearner(
                new CandidateSpec("", settings.model(), settings.training()),
                settings.race(),
                initialParameters(context.isRestored()),
                engine,
                settings.engines(),
                experience,
                this::learned),
            OnlineLearner::close);
    learner.onRace(this::told);
    learner.watch(settings.drift());
    learner.probe(settings.probes());
    Stager stager = openStager(engine.description());
    versions = new VersionStaging(stager, learner, rank, worldSize == 1, !settings.deterministic());
    copy = new RoundCopy(rank == 0 ? settings.release().wanted() : null, stager, learner);
    intake =
        new Intake(
            settings, learner, experience, worldSize, groupCount, round -> tell(new Frozen(round)));
    states = new LearnerStates(rank, worldSize, context.getOperatorStateStore());
    boolean goesOn = intake.followsMarks() && states.worldSizeThen() == worldSize;
    restore(groups, goesOn ? null : settings.model());
    states.erased(experience.erased());
    learner.dropErased();
    ahead = states.ahead(groups, intake::group);
  }

  /** What a checkpoint brings replaces them, so that its weights needn't be there any more. */
  private float[] initialParameters(boolean restored) {
    WarmStart start = settings.warmStart();
    if (start == null || restored) {
      return settings.training().negatives().initial(settings.model());
    }
    try {
      return start.parameters(settings.model());
    } catch (IOException e) {
      throw new SuppressRestartsException(e);
    }
  }

  private Stager openStager(String kernel) {
    PipelineFacts pipeline = settings.release().pipeline();
    return new Stager(
        ModelStores.open(settings.release().storeUri()),
        Clock.systemUTC(),
        pipeline == null ? null : new Provenances(pipeline, worldSize, kernel));
  }

  /** A checkpoint of another model stays one: the job ends with the reason. */
  private void restore(KeyGroupRange groups, @Nullable ModelSpec settledFor) throws Exception {
    try {
      states.requireFeaturesOf(settings.model());
      LearnerState state = states.learner(groups, settledFor, settings.race());
      if (state != null) {
        learner.restore(state);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new SuppressRestartsException(e);
    }
  }

  private ReplayConfig replayConfig() {
    return settings
        .replay()
        .table(settings.training().rowLayout(settings.model()), groupCount)
        .withColumns(settings.training().columnBytes(settings.model()));
  }

  private Experience openExperience() {
    return resources.own(
        Experience.open(
            settings.replay(),
            settings.model().head(),
            settings.training(),
            replayConfig(),
            replay.table()),
        Experience::close);
  }

  @Override
  public void open() throws Exception {
    super.open();
    figures =
        LearnerMetrics.register(
            getMetricGroup(),
            settings.model(),
            settings.drift().watches().size(),
            settings.race(),
            settings.probes());
    steps = StepMetrics.register(getMetricGroup(), settings, learner, experience);
    Endpoint endpoint =
        resources.own(
            LearnerEndpoints.open(
                getContainingTask().getEnvironment().getTaskManagerInfo(),
                settings.rounds().transport(),
                secret),
            Endpoint::close);
    rounds =
        resources.own(
            new RoundParticipant(
                rank,
                endpoint,
                intake.replica(),
                task -> mailbox.execute(task::run, "thalweg round"),
                this::tell),
            RoundParticipant::close);
    rounds.join();
    train(() -> intake.begin(ahead));
    ahead = List.of();
    scheduleTimer();
  }

  // ---- examples ----

  @Override
  public void processElement(StreamRecord<Arrival> element) {
    if (element.getValue() instanceof Erasures erasures) {
      learner.erase(erasures.untilMillis());
      return;
    }
    Example e = (Example) element.getValue();
    if (learner.waiting() == 0) {
      waitingSince = getProcessingTimeService().getCurrentProcessingTime();
    }
    train(() -> intake.example(e));
  }

  /** A mark of {@link MarkOperator}; nobody behind the learners asks for time. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.equals(Watermark.MAX_WATERMARK)) {
      super.processWatermark(mark);
    } else {
      train(() -> intake.mark(mark.getTimestamp()));
    }
  }

  /** Restarting doesn't mend a model that has diverged, so the job ends with the reason. */
  private void train(Runnable training) {
    try {
      training.run();
      copy.storeIfReached();
    } catch (DivergedException e) {
      throw new SuppressRestartsException(e);
    }
  }

  private void learned(String id, float label, LabelSet labels, float score, long step) {
    if (settings.audit()) {
      List<Integer> set = labels.isPresent() ? labels.indexes() : null;
      LearnedEvent event = new LearnedEvent(id, label, score, step, rank, set);
      output.collect(new StreamRecord<>(event.toBytes()));
    }
  }

  /** All learners come to the same. */
  private void told(RaceEvent event) {
    if (rank == 0) {
      LOG.info("{}", event.sentence());
    }
  }

  private void scheduleTimer() {
    var time = getProcessingTimeService();
    var unused = time.registerTimer(time.getCurrentProcessingTime() + TIMER_MILLIS, this::onTimer);
  }

  private void onTimer(long nowMillis) {
    if (leaving) {
      return;
    }
    long flushAfter = settings.flushAfter().toMillis();
    if (flushAfter > 0 && learner.waiting() > 0 && nowMillis - waitingSince >= flushAfter) {
      train(intake::flush);
      waitingSince = nowMillis;
    }
    report();
    scheduleTimer();
  }

  private void report() {
    publish();
    // Waiting examples count as well: a round is what lets them be trained on.
    long open = learner.openExamples() + (learner.needsRound() ? learner.waiting() : 0);
    tell(new Progress(open, learner.round(), learner.totals(), wishes()));
  }

  private void publish() {
    figures.publish(learner, experience.erased(), replay.table().stats());
    steps.publish(learner, rounds.lastRound());
  }

  private Wishes wishes() {
    Wishes wishes = wishesWhileDrifting();
    return learner.needsRound() ? wishes.atOnce() : wishes;
  }

  private Wishes wishesWhileDrifting() {
    if (!learner.driftView().isDrifting()) {
      return Wishes.NONE;
    }
    ReactionSpec reactions = settings.drift().reactions();
    return new Wishes(
        1 / reactions.roundsFactor(), reactions.releases() == ReactionSpec.Releases.HOLD);
  }

  @Override
  public void finish() throws Exception {
    train(intake::end);
    report();
    leave();
  }

  private void leave() {
    if (!leaving) {
      leaving = true;
      tell(new Leaving());
    }
  }

  @Override
  public void close() throws Exception {
    if (rounds != null) {
      publish();
    }
    try {
      resources.closeAll();
    } catch (Exception e) {
      // While a task fails or is cancelled Flink takes what its clean-up throws for fatal, and ends
      // the TaskManager with all that runs in it.
      LOG.warn("learner {} has left something open", rank, e);
    }
    super.close();
  }

  // ---- rounds and cuts ----

  @Override
  public void handleOperatorEvent(OperatorEvent event) {
    CoordinatorMessage message = ((ToLearner) event).message();
    if (message instanceof Cut cut) {
      // In its turn behind everything that was sent before: that is what draws the line.
      tell(new CutAck(cut.checkpointId(), versions.stage(cut)));
    } else if (message instanceof Preview wanted) {
      tell(new Previewed(wanted.version(), versions.stage(wanted)));
    } else {
      train(() -> rounds.received(message));
      if (leaving) {
        report(); // no timer does it any more, and the next cut waits to hear of a last commit
      }
    }
  }

  private void tell(LearnerMessage message) {
    coordinator.sendEventToCoordinator(new FromLearner(message));
  }

  // ---- checkpoints ----

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
      throws Exception {
    OperatorSnapshotFutures futures =
        super.snapshotState(checkpointId, timestamp, options, factory);
    try {
      futures.setKeyedStateManagedFuture(
          replay.snapshot(checkpointId, timestamp, options, factory));
    } catch (Exception e) {
      futures.cancel();
      throw e;
    }
    if (options.getCheckpointType() instanceof SavepointType type && type.isSynchronous()) {
      leave(); // the job is stopped with it, without a finish where it isn't drained
    }
    return futures;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    states.snapshot(
        learner.toState(rank, worldSize), intake.ahead(), experience.erased(), settings.model());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    replay.checkpointCompleted(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    replay.checkpointAborted(checkpointId);
  }
}
