package io.thalweg.collective.nccl;

import java.util.Optional;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.nccl;
import org.bytedeco.javacpp.Loader;

/** Whether and how CUDA can be reached. Threads: stateless. */
public final class Cuda {
  /** Found out once: a class that failed to load gives its reason the first time only. */
  private static final Optional<String> WHY_UNAVAILABLE = findOut();

  private Cuda() {}

  /** Why NCCL can't be used in this process, in a line; empty if it can. */
  public static Optional<String> whyUnavailable() {
    return WHY_UNAVAILABLE;
  }

  private static Optional<String> findOut() {
    try {
      Loader.load(cudart.class);
      Loader.load(nccl.class);
    } catch (LinkageError e) {
      return Optional.of(
          "the loader must find libcuda.so.1, libcudart.so.13 and libnccl.so.2: " + firstLine(e));
    }
    int[] devices = new int[1];
    int status = cudart.cudaGetDeviceCount(devices);
    if (status != cudart.cudaSuccess) {
      return Optional.of("CUDA finds no device: " + message(status));
    }
    return devices[0] > 0 ? Optional.empty() : Optional.of("CUDA finds no device");
  }

  /**
   * Passes success on.
   *
   * @throws IllegalStateException with what was called and CUDA's own words
   */
  static void check(int status, String call) {
    if (status != cudart.cudaSuccess) {
      throw new IllegalStateException(call + " failed: " + message(status));
    }
  }

  static String message(int status) {
    return cudart.cudaGetErrorString(status).getString() + " (cudaError " + status + ")";
  }

  private static String firstLine(LinkageError e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getName());
  }
}
