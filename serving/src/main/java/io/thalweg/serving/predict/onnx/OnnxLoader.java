package io.thalweg.serving.predict.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.thalweg.model.artifact.Artifact;
import io.thalweg.model.artifact.ArtifactException;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionLoader;
import io.thalweg.serving.version.VersionRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a version from the store, builds its session, compares it with what the learner computed
 * and warms it. Thread-safe.
 */
public final class OnnxLoader implements VersionLoader {
  private static final int MOST_ROWS = 64;

  /** Of every batch size, by which the JVM gets to know the code; then one is enough. */
  private static final int FIRST_RUNS = 5;

  /** Of the time that warming takes, so that a large model doesn't wait for its last bucket. */
  private static final Duration WARM_WITHIN = Duration.ofSeconds(2);

  private static final long WAY_NANOS = 200_000;

  /** Wider models warm with fewer rows. */
  private static final int MAX_WARM_ELEMENTS = 1 << 22;

  private final ModelStore store;
  private final InstantSource clock;
  private final int mostRows;
  private volatile boolean hasWarmed;

  /** Warms up to the largest batch that a server makes by itself. */
  public OnnxLoader(ModelStore store, InstantSource clock) {
    this(store, clock, MOST_ROWS);
  }

  /**
   * Reads nothing yet.
   *
   * @param mostRows the largest batch to warm, and every power of two below it
   */
  public OnnxLoader(ModelStore store, InstantSource clock, int mostRows) {
    this.store = store;
    this.clock = clock;
    this.mostRows = mostRows;
  }

  /**
   * The release of the library, which this loads.
   *
   * @throws LinkageError where it can't be loaded
   */
  public static String runtimeVersion() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public Servable load(ModelAnnouncement announcement) throws IOException, VersionRefusedException {
    Artifact artifact = read(announcement.manifestSha256());
    Manifest manifest = artifact.manifest();
    requireAnnounced(announcement, manifest);
    giveWay();
    WeightsCheck.require(artifact);
    giveWay();
    Predictor predictor = open(artifact);
    try {
      giveWay();
      ParityCheck.require(manifest, predictor);
      warm(predictor, manifest.spec().inputWidth());
      return new Servable(manifest, announcement.manifestSha256(), clock.millis(), predictor);
    } catch (VersionRefusedException | RuntimeException | Error e) {
      predictor.close();
      throw e;
    }
  }

  /**
   * Requests that wait for a core that this thread is on have it at once, and not when its slice of
   * some milliseconds is over.
   */
  private static void giveWay() {
    LockSupport.parkNanos(WAY_NANOS);
  }

  private Artifact read(String manifestSha256) throws IOException, VersionRefusedException {
    try {
      return ArtifactReader.read(store, manifestSha256);
    } catch (ArtifactException e) {
      throw new VersionRefusedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireAnnounced(ModelAnnouncement announcement, Manifest manifest)
      throws VersionRefusedException {
    String model = manifest.spec().name();
    if (!model.equals(announcement.model())
        || manifest.version() != announcement.version()
        || manifest.preview() != announcement.preview()) {
      throw new VersionRefusedException(
          "manifest %s is of model %s, %s %d"
              .formatted(
                  announcement.manifestSha256(),
                  model,
                  manifest.preview() ? "preview" : "version",
                  manifest.version()));
    }
  }

  private static Predictor open(Artifact artifact) throws VersionRefusedException {
    try {
      return OnnxPredictor.open(artifact.onnxView(), artifact.manifest().spec());
    } catch (OrtException | IllegalArgumentException e) {
      throw new VersionRefusedException(
          "%s, %d bytes: %s"
              .formatted(Manifest.ONNX, artifact.onnxView().length, oneLine(e.getMessage())),
          e);
    }
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  /** A batch size that was never run costs its first request several times as much. */
  private void warm(Predictor predictor, int width) throws VersionRefusedException {
    int most = Math.max(1, Math.min(mostRows, MAX_WARM_ELEMENTS / width));
    float[] missing = new float[most * width];
    Arrays.fill(missing, Float.NaN);
    int runs = hasWarmed ? 1 : FIRST_RUNS;
    long start = System.nanoTime();
    for (int rows = 1; rows < 2 * most; rows *= 2) {
      giveWay();
      for (int i = 0; i < runs; i++) {
        if (rows > 1 && System.nanoTime() - start > WARM_WITHIN.toNanos()) {
          return;
        }
        WeightsCheck.requireFinite(predictor.run(missing, Math.min(rows, most)));
      }
    }
    hasWarmed = true;
  }
}
