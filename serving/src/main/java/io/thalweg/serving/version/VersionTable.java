package io.thalweg.serving.version;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The models of a server, each with its slot. Thread-safe. */
public final class VersionTable implements AutoCloseable {
  /** Longer than an explanation may compute. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final ClosingVersions closing = new ClosingVersions();
  private final ConcurrentMap<String, ModelSlot> slots = new ConcurrentHashMap<>();
  private final Set<String> wanted;
  private final int keep;
  private volatile boolean retired;

  /** Keeps as many versions as a serving file that says nothing of them. */
  public VersionTable(Collection<String> wanted) {
    this(wanted, VersionsConfig.DEFAULTS.keep());
  }

  /**
   * Models that are wanted by name are known from here on, with no version yet.
   *
   * @param wanted the models to serve; empty: whatever is announced
   * @param keep how many of a model's newest versions stay loaded, 1 or more
   */
  public VersionTable(Collection<String> wanted, int keep) {
    this.wanted = Set.copyOf(wanted);
    this.keep = keep;
    wanted.forEach(this::openSlot);
  }

  /** Whether the server is to serve the model. */
  public boolean wants(String model) {
    return wanted.isEmpty() || wanted.contains(model);
  }

  /** The model's slot, null when neither the configuration nor an announcement has named it. */
  public @Nullable ModelSlot slot(String model) {
    return slots.get(model);
  }

  /** The model's slot, made when it isn't there. */
  public ModelSlot openSlot(String model) {
    return slots.computeIfAbsent(model, name -> new ModelSlot(name, keep, closing::add));
  }

  /** All slots by name of the model. */
  public List<ModelSlot> slots() {
    return slots.values().stream().sorted((a, b) -> a.model().compareTo(b.model())).toList();
  }

  /** From here on it isn't ready, so that nobody sends more; what serves goes on serving. */
  public void retire() {
    retired = true;
  }

  /** True when at least one model serves, and will go on. */
  public boolean isReady() {
    return !retired && slots.values().stream().anyMatch(s -> s.servingVersion().isPresent());
  }

  /** Ends service of every model, and waits for the last readers, for 10 s at most. */
  @Override
  public void close() {
    closing.end();
    slots.values().forEach(ModelSlot::close);
    closing.await(CLOSE_WITHIN);
  }
}
