package io.thalweg.cli.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hands SIGINT, SIGTERM and SIGHUP to a task instead of the JVM, whose way is to run all shutdown
 * hooks at once, those of native libraries among them, while the program still works. By
 * reflection: {@code sun.misc.Signal} is exported by jdk.unsupported, but naming it is a compiler
 * warning that can't be switched off. Confined to one thread at a time.
 */
final class Signals implements AutoCloseable {
  private final Class<?> handlerType;
  private final Method handle;
  private final Map<Object, Object> former = new LinkedHashMap<>();

  private Signals() throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    handlerType = Class.forName("sun.misc.SignalHandler");
    handle = signalType.getMethod("handle", signalType, handlerType);
  }

  /**
   * Runs the task for each signal, in a thread of its own, until closed. A signal that whoever
   * started this process has told it to ignore stays ignored.
   */
  static Signals handleBy(Runnable task) {
    try {
      Signals signals = new Signals();
      InvocationHandler dispatch =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> "stop on a signal";
                default -> {
                  task.run();
                  yield null;
                }
              };
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {signals.handlerType}, dispatch);
      for (String name : new String[] {"INT", "TERM", "HUP"}) {
        signals.take(name, handler);
      }
      return signals;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM doesn't hand over signals: " + e, e);
    }
  }

  private void take(String name, Object handler) throws ReflectiveOperationException {
    Object signal = Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
    Object before = handle.invoke(null, signal, handler);
    if (before.equals(handlerType.getField("SIG_IGN").get(null))) {
      handle.invoke(null, signal, before);
    } else {
      former.put(signal, before);
    }
  }

  /** Gives the signals back to whoever had them. */
  @Override
  public void close() {
    former.forEach(
        (signal, before) -> {
          try {
            handle.invoke(null, signal, before);
          } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("signal not given back: " + signal, e);
          }
        });
    former.clear();
  }
}
