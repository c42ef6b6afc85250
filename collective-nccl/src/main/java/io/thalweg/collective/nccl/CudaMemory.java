package io.thalweg.collective.nccl;

import io.thalweg.collective.device.DeviceMemory;
import io.thalweg.collective.device.DeviceVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** One CUDA device's memory, and page-locked memory of the host. Confined to one thread. */
public final class CudaMemory implements DeviceMemory {
  private final int device;

  public CudaMemory(int device) {
    this.device = device;
  }

  /** The caller frees it. */
  public DeviceVector allocate(int floats) {
    select();
    try (Pointer address = new Pointer()) {
      Cuda.check(
          cudart.cudaMalloc(address, Math.max(1L, floats) * Float.BYTES),
          "cudaMalloc of " + floats + " floats on device " + device);
      return new DeviceVector(address.address(), floats);
    }
  }

  public void free(DeviceVector vector) {
    select();
    Cuda.check(cudart.cudaFree(pointer(vector)), "cudaFree");
  }

  @Override
  public ByteBuffer allocateHost(int bytes) {
    select();
    Pointer address = new Pointer();
    Cuda.check(
        cudart.cudaMallocHost(address, Math.max(1, bytes)),
        "cudaMallocHost of " + bytes + " bytes");
    ByteBuffer atLeastOne = new BytePointer(address).capacity(bytes).asByteBuffer();
    return atLeastOne.slice(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void freeHost(ByteBuffer buffer) {
    select();
    Cuda.check(cudart.cudaFreeHost(new BytePointer(buffer.clear())), "cudaFreeHost");
  }

  @Override
  public void copyToHost(DeviceVector from, ByteBuffer to) {
    copy(new BytePointer(to), pointer(from), from, to, cudart.cudaMemcpyDeviceToHost);
  }

  @Override
  public void copyToDevice(ByteBuffer from, DeviceVector to) {
    copy(pointer(to), new BytePointer(from), to, from, cudart.cudaMemcpyHostToDevice);
  }

  private void copy(
      Pointer target, Pointer source, DeviceVector vector, ByteBuffer buffer, int direction) {
    if (buffer.remaining() != vector.sizeBytes()) {
      throw new IllegalArgumentException(
          "lengths differ: device bytes="
              + vector.sizeBytes()
              + ", host bytes="
              + buffer.remaining());
    }
    select();
    Cuda.check(
        cudart.cudaMemcpy(target, source, vector.sizeBytes(), direction),
        "cudaMemcpy of " + vector.sizeBytes() + " bytes");
  }

  private void select() {
    Cuda.check(cudart.cudaSetDevice(device), "cudaSetDevice " + device);
  }

  static Pointer pointer(DeviceVector vector) {
    return new Address(vector.address());
  }

  /** A pointer to where a number says; it owns nothing. */
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
