package io.thalweg.learner.train.engine;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.GradientEngineFactory;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.ModelSpec;

/** What computes gradients, as a pipeline says it. */
public enum EngineChoice implements GradientEngineFactory {
  /** DJL's PyTorch, which has every network. */
  DJL {
    @Override
    public GradientEngine open(ModelSpec spec, int maxRows) {
      return DjlEngines.openCpu(spec, maxRows);
    }
  },
  /** Our own steps, with OpenBLAS where it is; DJL for networks that they don't make up. */
  OWN {
    @Override
    public GradientEngine open(ModelSpec spec, int maxRows) {
      return OwnEngines.open(spec, maxRows);
    }
  },
  /** Whichever takes less time for this network's steps on this machine. */
  AUTO {
    @Override
    public GradientEngine open(ModelSpec spec, int maxRows) {
      return Calibration.open(spec, maxRows);
    }
  }
}
