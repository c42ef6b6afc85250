package io.thalweg.replay.tier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives direct buffers back at once instead of at some later garbage collection. Thread-safe.
 *
 * <p>Java 17 has no supported call for it; {@code Unsafe.invokeCleaner} of the module
 * jdk.unsupported is looked up by name. On a JVM without it the collector frees the memory.
 */
public final class DirectMemory {
  private static final @Nullable MethodHandle INVOKE_CLEANER = invokeCleaner();

  private DirectMemory() {}

  /** The caller keeps no reference: touching the buffer afterwards may end the JVM. */
  public static void free(ByteBuffer buffer) {
    if (INVOKE_CLEANER == null) {
      return;
    }
    try {
      INVOKE_CLEANER.invoke(buffer);
    } catch (Throwable e) {
      throw new IllegalStateException("direct buffer not freed: " + buffer, e);
    }
  }

  private static @Nullable MethodHandle invokeCleaner() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
