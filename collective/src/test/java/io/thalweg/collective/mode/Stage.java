package io.thalweg.collective.mode;

import io.thalweg.collective.Summation;
import io.thalweg.collective.compress.Codec;
import io.thalweg.collective.compress.Codecs;
import io.thalweg.collective.compress.CompressedAllReduce;
import io.thalweg.collective.compress.Memory;
import io.thalweg.collective.compress.PowerSgdAllReduce;

/** The compressors under trial. */
enum Stage {
  UNCOMPRESSED,
  FP16,
  BF16,
  INT8,
  STOCHASTIC,
  ONE_BIT,
  ONE_BIT_FORGETTING,
  TOP_K,
  TOP_K_FORGETTING,
  TOP_K_CODED,
  TOP_K_MOMENTUM,
  LOW_RANK;

  Summation open(Problem problem) {
    int length = problem.layout().length();
    return switch (this) {
      case UNCOMPRESSED -> Summation.uncompressed();
      case FP16 -> allReduce(Codecs.fp16(), Memory.none());
      case BF16 -> allReduce(Codecs.bf16(), Memory.none());
      case INT8 -> allReduce(Codecs.int8(256), Memory.none());
      case STOCHASTIC -> allReduce(Codecs.stochastic(4, 64), Memory.none());
      case ONE_BIT -> allReduce(Codecs.oneBit(64), Memory.errorFeedback(length));
      case ONE_BIT_FORGETTING -> allReduce(Codecs.oneBit(64), Memory.none());
      case TOP_K -> allReduce(Codecs.topK(0.1), Memory.errorFeedback(length));
      case TOP_K_FORGETTING -> allReduce(Codecs.topK(0.1), Memory.none());
      case TOP_K_CODED -> allReduce(Codecs.topKCoded(0.1), Memory.errorFeedback(length));
      case TOP_K_MOMENTUM -> allReduce(Codecs.topK(0.1), Memory.momentumCorrection(length, 0.5f));
      case LOW_RANK -> new PowerSgdAllReduce(problem.layout(), 2, 1);
    };
  }

  /** Loses what it doesn't send, though it is biased. */
  boolean forgets() {
    return this == ONE_BIT_FORGETTING || this == TOP_K_FORGETTING;
  }

  private static Summation allReduce(Codec codec, Memory memory) {
    return new CompressedAllReduce(codec, memory, 1);
  }
}
