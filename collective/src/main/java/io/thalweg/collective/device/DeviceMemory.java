package io.thalweg.collective.device;

import java.nio.ByteBuffer;

/** Copies between a device and host memory that it reaches fast. Confined to one thread. */
public interface DeviceMemory {
  /**
   * Host memory for copies, page-locked where the device profits from it: a direct buffer of native
   * order, to be freed by {@link #freeHost}.
   */
  ByteBuffer allocateHost(int bytes);

  void freeHost(ByteBuffer buffer);

  /** Fills the buffer, from position to limit, with the vector, which is as long; waits for it. */
  void copyToHost(DeviceVector from, ByteBuffer to);

  /** Fills the vector with what lies between the buffer's position and limit; waits for it. */
  void copyToDevice(ByteBuffer from, DeviceVector to);
}
