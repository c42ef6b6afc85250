package io.thalweg.collective.round;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Queues in memory; a message to somebody who reads no more is dropped. Thread-safe. */
public final class InProcessRendezvous implements Rendezvous {
  private static final int MAX_UNREAD = 1_024;

  private final BlockingQueue<FromMember> toCoordinator = new ArrayBlockingQueue<>(MAX_UNREAD);
  private final Map<String, BlockingQueue<ToMember>> toMembers = new ConcurrentHashMap<>();

  @Override
  public void tellCoordinator(String member, ToCoordinator message) {
    boolean unused = toCoordinator.offer(new FromMember(member, message));
  }

  @Override
  public void tellMember(String member, ToMember message) {
    boolean unused = queue(member).offer(message);
  }

  @Override
  public @Nullable FromMember nextForCoordinator(Duration wait) throws InterruptedException {
    return toCoordinator.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public @Nullable ToMember nextForMember(String member, Duration wait)
      throws InterruptedException {
    return queue(member).poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private BlockingQueue<ToMember> queue(String member) {
    return toMembers.computeIfAbsent(member, id -> new ArrayBlockingQueue<>(MAX_UNREAD));
  }
}
