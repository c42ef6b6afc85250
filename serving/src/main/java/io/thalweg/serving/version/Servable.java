package io.thalweg.serving.version;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.serving.event.EventReader;
import io.thalweg.serving.predict.Predictor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loaded version with everything that a request needs, so that whoever has acquired it answers
 * from this version alone. Thread-safe: readers count themselves in and out without locks, and the
 * thread that closes it waits for them.
 */
public final class Servable {
  private static final Logger LOG = LoggerFactory.getLogger(Servable.class);

  /** Sign bit of {@link #readers}: set once, after which nobody is counted in. */
  private static final int CLOSING = Integer.MIN_VALUE;

  private final Manifest manifest;
  private final String manifestSha256;
  private final long loadedAtMillis;
  private final Predictor predictor;
  private final RowEncoder rowEncoder;
  private final DenseEncoder denseEncoder;
  private final EventReader eventReader;
  private final Map<String, Integer> featureByName;
  private final @Nullable String trainedThrough;

  private final AtomicInteger readers = new AtomicInteger();
  private volatile @Nullable Thread closer;

  /**
   * Nobody has acquired it yet.
   *
   * @param predictor owned from here on
   */
  public Servable(
      Manifest manifest, String manifestSha256, long loadedAtMillis, Predictor predictor) {
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.loadedAtMillis = loadedAtMillis;
    this.predictor = predictor;
    this.rowEncoder = new RowEncoder(manifest.spec().features());
    this.denseEncoder = new DenseEncoder(manifest.spec().features());
    this.eventReader = new EventReader(manifest.spec().features(), rowEncoder);
    this.featureByName = byName(manifest.spec().features());
    this.trainedThrough = trainedThrough(manifest.provenance());
  }

  private static @Nullable String trainedThrough(@Nullable Provenance provenance) {
    if (provenance == null || provenance.trainedThrough().isEmpty()) {
      return null;
    }
    StringJoiner text = new StringJoiner(",");
    new TreeMap<>(provenance.trainedThrough())
        .forEach(
            (topic, offsets) ->
                new TreeMap<>(offsets)
                    .forEach(
                        (partition, below) -> text.add(topic + "/" + partition + ":" + below)));
    return text.toString();
  }

  private static Map<String, Integer> byName(FeatureSpec spec) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < spec.features().size(); i++) {
      positions.putIfAbsent(spec.features().get(i).name().toLowerCase(Locale.ROOT), i);
    }
    for (int i = 0; i < spec.features().size(); i++) {
      positions.put(spec.features().get(i).name(), i);
    }
    return positions;
  }

  public ModelSpec spec() {
    return manifest.spec();
  }

  public long version() {
    return manifest.version();
  }

  public Manifest manifest() {
    return manifest;
  }

  /**
   * {@code topic/partition:offset,...}: every record below was learned or dead-lettered; null where
   * the version doesn't say.
   */
  public @Nullable String trainedThrough() {
    return trainedThrough;
  }

  public String manifestSha256() {
    return manifestSha256;
  }

  public long loadedAtMillis() {
    return loadedAtMillis;
  }

  public RowEncoder rowEncoder() {
    return rowEncoder;
  }

  /** Reads events in the shape of the topic's records. */
  public EventReader eventReader() {
    return eventReader;
  }

  public DenseEncoder denseEncoder() {
    return denseEncoder;
  }

  /**
   * Position of a feature in the spec, by its name; without regard to case when no name is the
   * same.
   *
   * @return -1 when there is none
   */
  public int featureIndex(String name) {
    Integer exact = featureByName.get(name);
    return exact != null ? exact : featureByName.getOrDefault(name.toLowerCase(Locale.ROOT), -1);
  }

  /** Usable between acquiring and releasing. */
  public Predictor predictor() {
    return predictor;
  }

  /** Counts the caller in, or answers false because the version is on its way out. */
  boolean tryAcquire() {
    for (; ; ) {
      int n = readers.get();
      if (n < 0) {
        return false;
      }
      if (readers.compareAndSet(n, n + 1)) {
        return true;
      }
    }
  }

  /**
   * Counts in once more whoever is counted in already: for what goes on when its answer has been
   * given. Ends with a {@link #release} of its own.
   */
  public void acquireAgain() {
    readers.incrementAndGet();
  }

  /** Ends what {@link ModelSlot#acquire} began. */
  public void release() {
    if (readers.decrementAndGet() == CLOSING) {
      LockSupport.unpark(closer);
    }
  }

  /**
   * Lets nobody in any more.
   *
   * @param closer unparked once the last reader has gone
   */
  void letNobodyIn(Thread closer) {
    this.closer = closer;
    readers.getAndUpdate(n -> n | CLOSING);
  }

  /** Whether the last reader has gone and none can come. */
  boolean isLeft() {
    return readers.get() == CLOSING;
  }

  /** Whoever calls it has seen that nobody reads; an error is only logged. */
  void closePredictor() {
    try {
      predictor.close();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("model {}: version {} can't be closed", spec().name(), version(), e);
    }
  }

  /** Closes a version that was never put in service. */
  public void discard() {
    closePredictor();
  }
}
