package io.thalweg.collective.algorithm;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A ring without sockets: each rank has a queue that the previous rank fills. */
final class RingOfQueues {

  private final List<BlockingQueue<float[]>> inboxes = new ArrayList<>();
  private final int[] floatsSent;

  RingOfQueues(int worldSize) {
    floatsSent = new int[worldSize];
    for (int rank = 0; rank < worldSize; rank++) {
      inboxes.add(new LinkedBlockingQueue<>());
    }
  }

  int floatsSent(int rank) {
    return floatsSent[rank];
  }

  /** Runs the algorithm on all ranks at once, over copies of the inputs. */
  List<float[]> run(AllReduce algorithm, List<float[]> inputs) {
    ExecutorService threads = Executors.newFixedThreadPool(inputs.size());
    try {
      List<CompletableFuture<float[]>> running = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        int rank = i;
        float[] values = inputs.get(rank).clone();
        running.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    algorithm.sum(new Rank(rank), values);
                    return values;
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                },
                threads));
      }
      return running.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  /** The links of one rank; refuses an exchange whose two sides have different sizes. */
  private final class Rank implements Links {

    private final int rank;

    Rank(int rank) {
      this.rank = rank;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public int worldSize() {
      return inboxes.size();
    }

    @Override
    public void exchange(FloatBuffer toNext, FloatBuffer fromPrevious) throws IOException {
      float[] sent = new float[toNext.remaining()];
      toNext.get(sent);
      floatsSent[rank] += sent.length;
      inboxes.get((rank + 1) % worldSize()).add(sent);
      try {
        float[] received = inboxes.get(rank).poll(5, TimeUnit.SECONDS);
        if (received == null || received.length != fromPrevious.remaining()) {
          throw new IOException("previous rank sent nothing or another length: rank=" + rank);
        }
        fromPrevious.put(received);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }
}
