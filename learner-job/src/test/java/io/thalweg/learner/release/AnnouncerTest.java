package io.thalweg.learner.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.model.signature.SigningKey;
import io.thalweg.model.signature.TrustedKeys;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncerTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final Duration SILENCE = Duration.ofMillis(300);

  /** What lies in the log, whoever has it open. */
  private final List<Long> log = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;
  private final List<String> signatures = new CopyOnWriteArrayList<>();
  private final Map<Long, String> manifests = new ConcurrentHashMap<>();
  private final List<Long> lastSeen = new CopyOnWriteArrayList<>();
  private final List<String> lastReleaseSeen = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> byOthers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch forever = new CountDownLatch(1);
  private final Announcer announcer = new Announcer("m", this::open, this::seen, null, SILENCE);

  /** What the next append meets. */
  private enum Fault {
    LOST_BEFORE_THE_APPEND,
    LOST_AFTER_THE_APPEND,
    FENCED,
    HANGS
  }

  private void seen(long lastVersion, @Nullable String lastReleaseSha256) {
    lastReleaseSeen.add(String.valueOf(lastReleaseSha256));
    lastSeen.add(lastVersion);
  }

  private final class FakeLog implements ReleaseLog {
    private long last = log.stream().mapToLong(v -> v).max().orElse(0);

    @Override
    public @Nullable String lastReleaseSha256() {
      return manifests.get(last);
    }

    @Override
    public @Nullable ModelAnnouncement last() {
      return null;
    }

    @Override
    public long lastVersion() {
      return last;
    }

    /** Once another writer has taken over, that one may be busy. */
    @Override
    public long lastVersionNow() {
      Long other = byOthers.poll();
      if (other != null) {
        manifests.put(other, "another's");
        log.add(other);
      }
      return log.stream().mapToLong(v -> v).max().orElse(0);
    }

    @Override
    public void announce(ModelAnnouncement announcement) throws FencedException {
      if (announcement.version() <= last) {
        return;
      }
      Fault fault = faults.poll();
      if (fault == Fault.FENCED) {
        throw new FencedException("taken over", new IllegalStateException());
      } else if (fault == Fault.LOST_BEFORE_THE_APPEND) {
        throw new IllegalStateException("no connection");
      } else if (fault == Fault.HANGS) {
        hang();
      }
      manifests.put(announcement.version(), announcement.manifestSha256());
      signatures.add(String.valueOf(announcement.signature()));
      log.add(announcement.version());
      last = announcement.version();
      if (fault == Fault.LOST_AFTER_THE_APPEND) {
        throw new IllegalStateException("no answer");
      }
    }

    /** As a client that gives an interrupt back as an exception of its own. */
    private void hang() {
      hangs.countDown();
      try {
        forever.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted");
      }
    }

    @Override
    public void close() {
      closed.incrementAndGet();
      throw new IllegalStateException("close fails as well");
    }
  }

  private ReleaseLog open() {
    opened.incrementAndGet();
    return new FakeLog();
  }

  @AfterEach
  void nothingIsLeft() {
    announcer.close();
    await()
        .atMost(SOON)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().equals("thalweg-releases-m")));
    assertThat(closed.get()).as("logs closed").isEqualTo(opened.get());
  }

  @Test
  void tellsTheLastVersionWhenItHasOpenedTheLog() {
    log.add(4L);
    announcer.start();
    await().atMost(SOON).until(() -> lastSeen.equals(List.of(4L)));
  }

  @Test
  void signsReleasesAndPreviewsWithTheKeyItWasGiven() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path key = pem("PRIVATE KEY", pair.getPrivate());
    TrustedKeys trusted = TrustedKeys.read(List.of(pem("PUBLIC KEY", pair.getPublic())));
    String sha256 = "ab".repeat(32);
    try (Announcer signing =
        new Announcer("m", this::open, this::seen, SigningKey.read(key), SILENCE)) {
      signing.start();
      signing.announce(1, sha256);
      signing.preview(2, sha256);
      await().atMost(SOON).until(() -> signatures.size() == 2);
    }
    assertThat(signatures).allMatch(s -> trusted.haveSigned(sha256, s));
  }

  private Path pem(String label, Key key) throws Exception {
    String text = Base64.getMimeEncoder().encodeToString(key.getEncoded());
    return Files.writeString(
        directory.resolve(label),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, text));
  }

  @Test
  void announcesInOrderAndWhatTheLogHoldsAlreadyNotAgain() {
    log.add(4L);
    announcer.start();
    for (long version = 3; version <= 8; version++) {
      announcer.announce(version, "sha");
      announcer.announce(version, "sha");
    }
    await().atMost(SOON).until(() -> log.size() == 5);
    announcer.close();
    assertThat(log).containsExactly(4L, 5L, 6L, 7L, 8L);
    assertThat(announcer.announced()).isEqualTo(4);
    assertThat(opened.get()).isEqualTo(1);
  }

  @Test
  void triesAgainOnANewlyOpenedLogUntilItSucceeds() {
    faults.addAll(List.of(Fault.LOST_BEFORE_THE_APPEND, Fault.LOST_BEFORE_THE_APPEND));
    announcer.announce(1, "sha");
    announcer.announce(2, "sha");
    await().atMost(SOON).until(() -> log.equals(List.of(1L, 2L)));
    assertThat(opened.get()).isEqualTo(3);
    assertThat(lastSeen).containsExactly(0L, 0L, 0L, 1L, 2L);
  }

  @Test
  void anAppendWhoseAnswerWasLostIsNotRepeated() {
    faults.add(Fault.LOST_AFTER_THE_APPEND);
    announcer.announce(1, "sha");
    announcer.announce(2, "sha");
    await().atMost(SOON).until(() -> log.size() == 2);
    assertThat(log).containsExactly(1L, 2L);
    assertThat(lastSeen).containsExactly(0L, 1L, 1L, 2L);
  }

  @Test
  void isSilentWhileAnotherWriterHasTheLog() {
    faults.add(Fault.FENCED);
    announcer.announce(1, "sha");
    announcer.announce(2, "sha");
    announcer.close();
    assertThat(log).isEmpty();
    assertThat(opened.get()).isEqualTo(1);
    assertThat(announcer.announced()).isZero();
  }

  @Test
  void takesTheLogBackOnceTheOtherWriterHasFallenSilent() {
    faults.add(Fault.FENCED);
    byOthers.addAll(List.of(1L, 2L, 3L));
    announcer.announce(1, "sha");
    announcer.announce(4, "sha");
    await().atMost(SOON).until(() -> log.contains(4L));
    assertThat(log)
        .as("the other's versions stay, and ours follow")
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(opened.get()).isEqualTo(2);
    assertThat(lastSeen).containsExactly(0L, 3L, 3L, 4L);
  }

  @Test
  void tellsWhoseReleaseIsTheLastWhenAnotherWriterHasTakenTheNumber() {
    faults.add(Fault.FENCED);
    byOthers.add(1L);
    announcer.announce(1, "ours");
    await().atMost(SOON).until(() -> lastSeen.equals(List.of(0L, 1L, 1L)));
    assertThat(lastReleaseSeen).containsExactly("null", "another's", "another's");
    assertThat(log).containsExactly(1L);
    assertThat(announcer.announced()).isZero();
    announcer.announce(2, "ours again");
    await().atMost(SOON).until(() -> lastReleaseSeen.contains("ours again"));
    assertThat(log).containsExactly(1L, 2L);
  }

  @Test
  void closesInTimeThoughTheLogHangsAndTriesNoMore() throws InterruptedException {
    faults.add(Fault.HANGS);
    announcer.announce(1, "sha");
    announcer.announce(2, "sha");
    hangs.await();
    long before = System.nanoTime();
    announcer.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    nothingIsLeft();
    assertThat(log).isEmpty();
    assertThat(opened.get()).as("opened after close").isEqualTo(1);
  }

  @Test
  void mayBeClosedTwice() {
    announcer.start();
    announcer.close();
    announcer.close();
  }
}
