package io.thalweg.learner.train.djl;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.model.ModelSpec;
import java.util.Optional;

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
    return open(spec, maxRows, Device.cpu());
  }

  /**
   * As {@link #openCpu}, with parameters, forward and backward on a GPU. What the caller gives and
   * gets lies in host memory and is copied over the bus with every call.
   *
   * @param gpu the device's number, as CUDA counts
   * @throws IllegalStateException where {@link #whyNoGpu} gives a reason
   */
  public static GradientEngine openGpu(ModelSpec spec, int maxRows, int gpu) {
    whyNoGpu(gpu)
        .ifPresent(
            why -> {
              throw new IllegalStateException(why + "; use the CPU");
            });
    return open(spec, maxRows, Device.gpu(gpu));
  }

  /** Why {@link #openGpu} can't work in this process, in a line; empty if it can. */
  public static Optional<String> whyNoGpu(int gpu) {
    int gpus = CudaUtils.getGpuCount();
    if (gpu < 0 || gpu >= gpus) {
      return Optional.of("CUDA has no such device: gpu=" + gpu + ", devices=" + gpus);
    }
    try (NDManager manager = NDManager.newBaseManager(Device.gpu(gpu), "PyTorch")) {
      manager.create(new float[] {1}).close();
      return Optional.empty();
    } catch (EngineException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return Optional.of("libtorch can't use gpu=" + gpu + ": " + first);
    }
  }

  private static GradientEngine open(ModelSpec spec, int maxRows, Device device) {
    NDManager manager = NDManager.newBaseManager(device, "PyTorch");
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
