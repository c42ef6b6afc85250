package io.thalweg.cli.demo;

import io.thalweg.ingestion.generate.Malformation;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A seeded stream of card transactions whose truth changes abruptly and then gradually. A
 * thousandth of its records is malformed, a thousandth repeats an earlier one and a thousandth
 * never gets a label. Not thread-safe; {@link #counts} may be read by any thread.
 */
public final class TransactionStream implements Iterator<StreamStep> {
  private static final double MALFORMED_SHARE = 0.001;
  private static final double DUPLICATE_SHARE = 0.001;
  private static final double UNLABELLED_SHARE = 0.001;
  private static final int REMEMBERED = 512;

  private final StreamSpec spec;
  private final SplittableRandom random;
  private final TransactionSampler sampler;
  private final FraudRegime[] concepts = {
    FraudRegime.first(), FraudRegime.afterAbruptDrift(), FraudRegime.afterGradualDrift()
  };
  private final StreamStep[] earlier = new StreamStep[REMEMBERED];
  private long remembered;
  private volatile StreamCounts counts = StreamCounts.ZERO;

  public TransactionStream(StreamSpec spec) {
    this.spec = spec;
    this.random = new SplittableRandom(spec.seed());
    this.sampler = new TransactionSampler(random.split());
  }

  @Override
  public boolean hasNext() {
    return counts.produced() < spec.events();
  }

  @Override
  public StreamStep next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has " + spec.events() + " records");
    }
    StreamStep step = step(counts.produced());
    counts = counts.plus(step.kind());
    return step;
  }

  /** Of everything that {@link #next} has returned. */
  public StreamCounts counts() {
    return counts;
  }

  StreamSpec spec() {
    return spec;
  }

  private StreamStep step(long index) {
    double kind = random.nextDouble();
    if (kind < DUPLICATE_SHARE && remembered > 0) {
      return duplicate();
    }
    Transaction t = sampler.draw(index, spec.atMillis(index));
    if (kind > 1 - MALFORMED_SHARE) {
      return new StreamStep(
          StreamStep.Kind.MALFORMED,
          t,
          Malformation.malform(new Payment(t), random),
          Optional.empty());
    }
    StreamStep step = wellFormed(t, (double) index / spec.events());
    earlier[(int) (remembered++ % REMEMBERED)] = step;
    return step;
  }

  private StreamStep duplicate() {
    StreamStep original = earlier[random.nextInt((int) Math.min(remembered, REMEMBERED))];
    return new StreamStep(
        StreamStep.Kind.DUPLICATE, original.transaction(), original.value(), Optional.empty());
  }

  private StreamStep wellFormed(Transaction t, double fraction) {
    int fraud = concepts[spec.drift().concept(fraction, random)].label(t, random);
    byte[] bytes = DemoSchemas.encode(t);
    if (random.nextDouble() < UNLABELLED_SHARE) {
      return new StreamStep(StreamStep.Kind.UNLABELLED, t, bytes, Optional.empty());
    }
    long delayMillis =
        random.nextLong(spec.labelDelayMin().toMillis(), spec.labelDelayMax().toMillis() + 1);
    DueLabel label = new DueLabel(t.id(), t.account(), fraud, t.atMillis() + delayMillis);
    return new StreamStep(StreamStep.Kind.LABELLED, t, bytes, Optional.of(label));
  }

  /** To be spoiled; the amount is the number that can be out of its range. */
  private record Payment(Transaction t) implements Malformation.Victim {
    @Override
    public byte[] bytes() {
      return DemoSchemas.encode(t);
    }

    @Override
    public OptionalDouble number() {
      return OptionalDouble.of(t.amount());
    }

    @Override
    public double min() {
      return 0;
    }

    @Override
    public double max() {
      return Transaction.MAX_AMOUNT;
    }

    @Override
    public byte[] bytesWith(double number) {
      return DemoSchemas.encode(t.withAmount(number));
    }
  }
}
