package io.thalweg.replay.statistics;

/**
 * Pairs of draws of one batch that are of different rows of one cluster, such as rows that are read
 * together; and how many of one row. Not thread-safe.
 */
public final class ClusterPairs {
  private final int[] clusterOfRow;
  private final double expectedMates;
  private final double expectedRepeats;
  private final int[] rowsSeen;
  private final int[] clustersSeen;
  private final BatchMean mates = new BatchMean();
  private final BatchMean repeats = new BatchMean();

  /** Every row equally likely; clusters are numbered from 0. */
  public ClusterPairs(int[] clusterOfRow, int clusters, int batchRows) {
    this.clusterOfRow = clusterOfRow;
    this.rowsSeen = new int[clusterOfRow.length];
    this.clustersSeen = new int[clusters];
    int[] sizes = new int[clusters];
    for (int cluster : clusterOfRow) {
      sizes[cluster]++;
    }
    double rows = clusterOfRow.length;
    double pairs = batchRows * (batchRows - 1.0) / 2;
    double same = 0;
    for (int size : sizes) {
      same += size * (size - 1.0);
    }
    this.expectedMates = pairs * same / (rows * rows);
    this.expectedRepeats = pairs / rows;
  }

  public void add(int[] batch) {
    long same = 0;
    long repeated = 0;
    for (int row : batch) {
      same += clustersSeen[clusterOfRow[row]]++;
      repeated += rowsSeen[row]++;
    }
    for (int row : batch) {
      clustersSeen[clusterOfRow[row]] = 0;
      rowsSeen[row] = 0;
    }
    mates.add((double) (same - repeated));
    repeats.add((double) repeated);
  }

  public Deviation mates() {
    return mates.against(expectedMates, 0);
  }

  public Deviation repeats() {
    return repeats.against(expectedRepeats, 0);
  }
}
