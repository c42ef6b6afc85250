package io.thalweg.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the classes of networks. Nothing of a class runs before it is known to be one. */
final class NetworkClasses {
  private NetworkClasses() {}

  static Network open(String className) {
    Class<?> type = find(className);
    Supplier<Object> instances = () -> instance(type);
    if (Network.class.isAssignableFrom(type)) {
      return (Network) instances.get();
    }
    ClassLoader ours = NetworkProvider.class.getClassLoader();
    for (NetworkProvider provider : ServiceLoader.load(NetworkProvider.class, ours)) {
      if (provider.takes(type)) {
        return provider.network(type, instances);
      }
    }
    throw new IllegalArgumentException(
        "%s is neither a %s nor a block of the engine"
            .formatted(className, Network.class.getName()));
  }

  private static Class<?> find(String className) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(
          className, false, loader == null ? NetworkClasses.class.getClassLoader() : loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "there is no class %s on the class path; name its jar in THALWEG_CLASSPATH"
              .formatted(className),
          e);
    } catch (LinkageError e) {
      throw new IllegalArgumentException("%s can't be loaded: %s".formatted(className, e), e);
    }
  }

  private static Object instance(Class<?> type) {
    try {
      if (Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers())) {
        return type.getConstructor().newInstance();
      }
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "the constructor of %s failed with %s".formatted(type.getName(), e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw needsConstructor(type, e);
    } catch (LinkageError e) {
      throw new IllegalArgumentException("%s can't be loaded: %s".formatted(type.getName(), e), e);
    }
    throw needsConstructor(type, null);
  }

  private static IllegalArgumentException needsConstructor(
      Class<?> type, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "%s needs to be public, not abstract, with a public constructor without parameters"
            .formatted(type.getName()),
        cause);
  }
}
