package io.thalweg.learner.train.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.ModelSpec;

/** Opens engines on DJL's PyTorch. */
public final class DjlEngines {
  static {
    // Natives come from the class path; DJL must not go looking for them elsewhere.
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
  }

  /**
   * An engine for dense networks on the CPU.
   *
   * <p>libtorch gets one thread: two trainers with one thread each do more steps than one with two,
   * and its worker threads stall for tens of milliseconds when another process is busy.
   */
  public static GradientEngine openCpu(ModelSpec spec, int maxRows) {
    NDManager manager = NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch");
    JniUtils.setNumThreads(1);
    try {
      return new DjlEngine(spec, maxRows, manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private DjlEngines() {}
}
