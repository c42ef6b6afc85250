package io.thalweg.serving.http;

import java.nio.file.Path;

/** The server with its test model in a process of its own, until its input ends. */
public final class ServeTestModel {
  private ServeTestModel() {}

  /**
   * Prints the port that it listens on.
   *
   * @param args the directory of the store
   */
  public static void main(String[] args) throws Exception {
    try (RunningServer server = new RunningServer(Path.of(args[0]))) {
      server.serve(7);
      System.out.println("port " + server.port());
      while (System.in.read() >= 0) {
        // Nothing is said to it.
      }
    }
  }
}
