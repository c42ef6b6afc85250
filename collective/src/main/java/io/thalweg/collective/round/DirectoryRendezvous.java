package io.thalweg.collective.round;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that all processes see: a message is a file, which appears whole by an atomic rename
 * and is deleted by its reader. For groups of a few dozen members; whoever may write to the
 * directory is trusted. Thread-safe.
 *
 * <p>An inbox is {@code coordinator} or {@code member-ID}; a file is named by its sender's clock, a
 * count and, to the coordinator, the member. What a reader doesn't fetch piles up to a limit and is
 * dropped from there on; what is no message is counted and dropped.
 */
public final class DirectoryRendezvous implements Rendezvous {
  private static final int MAX_UNREAD = 256;
  private static final int MAX_BYTES = 4 << 20;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private final Path directory;
  private final String sender = UUID.randomUUID().toString();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /** Makes the directory if need be. */
  public DirectoryRendezvous(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory.resolve("written"));
      Files.createDirectories(inboxOfCoordinator());
    } catch (IOException e) {
      throw new UncheckedIOException("can't make the meeting place: directory=" + directory, e);
    }
  }

  @Override
  public void tellCoordinator(String member, ToCoordinator message) {
    requireName(member);
    try {
      leave(inboxOfCoordinator(), member, MessageBytes.of(message));
    } catch (IOException e) {
      throw new UncheckedIOException("can't leave a message: directory=" + directory, e);
    }
  }

  @Override
  public void tellMember(String member, ToMember message) {
    try {
      leave(inboxOf(member), "", MessageBytes.of(message));
    } catch (IOException e) {
      throw new UncheckedIOException("can't leave a message: directory=" + directory, e);
    }
  }

  private void leave(Path inbox, String from, byte[] bytes) throws IOException {
    Files.createDirectories(inbox);
    if (filesIn(inbox).size() >= MAX_UNREAD) {
      return;
    }
    String name =
        "%016x-%08x-%s".formatted(System.currentTimeMillis(), sent.getAndIncrement(), from);
    Path whole = Files.write(directory.resolve("written").resolve(sender + "-" + name), bytes);
    Files.move(whole, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public @Nullable FromMember nextForCoordinator(Duration wait) throws InterruptedException {
    Letter letter = next(inboxOfCoordinator(), wait);
    if (letter == null) {
      return null;
    }
    String[] name = letter.file.getFileName().toString().split("-", 3);
    try {
      requireName(name[name.length - 1]);
      return new FromMember(name[name.length - 1], MessageBytes.toCoordinator(letter.bytes));
    } catch (IOException | IllegalArgumentException e) {
      refused.incrementAndGet();
      return null;
    }
  }

  @Override
  public @Nullable ToMember nextForMember(String member, Duration wait)
      throws InterruptedException {
    Letter letter = next(inboxOf(member), wait);
    try {
      return letter == null ? null : MessageBytes.toMember(letter.bytes);
    } catch (IOException | IllegalArgumentException e) {
      refused.incrementAndGet();
      return null;
    }
  }

  /** How many files were no message of this version; they are gone. */
  public long messagesRefused() {
    return refused.get();
  }

  private @Nullable Letter next(Path inbox, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (true) {
      for (Path file : filesIn(inbox)) {
        try {
          if (Files.size(file) > MAX_BYTES) {
            Files.delete(file);
            refused.incrementAndGet();
            continue;
          }
          byte[] bytes = Files.readAllBytes(file);
          Files.delete(file);
          return new Letter(file, bytes);
        } catch (NoSuchFileException e) {
          // Another reader of this inbox was faster.
        } catch (IOException e) {
          throw new UncheckedIOException("can't fetch a message: file=" + file, e);
        }
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return null;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(left, POLL_NANOS));
    }
  }

  private static List<Path> filesIn(Path inbox) {
    try (Stream<Path> files = Files.list(inbox)) {
      return files.sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("can't look into an inbox: inbox=" + inbox, e);
    }
  }

  private Path inboxOfCoordinator() {
    return directory.resolve("coordinator");
  }

  private Path inboxOf(String member) {
    requireName(member);
    return directory.resolve("member-" + member);
  }

  private static void requireName(String member) {
    if (!MEMBER.matcher(member).matches()) {
      throw new IllegalArgumentException(
          "member must match " + MEMBER + ": member=" + member + "; a UUID does");
    }
  }

  private static final class Letter {
    final Path file;
    final byte[] bytes;

    Letter(Path file, byte[] bytes) {
      this.file = file;
      this.bytes = bytes;
    }
  }
}
