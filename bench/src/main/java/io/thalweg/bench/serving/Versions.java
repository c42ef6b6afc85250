package io.thalweg.bench.serving;

import io.thalweg.bench.serving.server.BenchModel;
import io.thalweg.bench.serving.server.ServerProcess;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.nio.file.Path;

/** A store and the requests that its versions are asked. Confined to one thread. */
final class Versions {
  static final String PATH = "/v2/models/" + BenchModel.NAME + "/infer";

  private final Path scratch;
  private final Path directory;
  private final ModelStore store;
  private long last;

  Versions(Path scratch) {
    this.scratch = scratch;
    this.directory = scratch.resolve("store");
    this.store = new LocalModelStore(directory);
  }

  /** The next version, in the store. */
  ModelAnnouncement next() throws IOException {
    last++;
    return BenchModel.release(store, last);
  }

  /** A server with a version. */
  ServerProcess serve(int slowMillis) throws IOException {
    ServerProcess server = ServerProcess.ours(directory, slowMillis);
    server.swap(next());
    return server;
  }

  String body() {
    return Body.json(BenchModel.row());
  }

  OpenLoop load(ServerProcess server, int connections) {
    return load(server.port(), connections);
  }

  OpenLoop load(int port, int connections) {
    return new OpenLoop(port, PATH, body(), connections, new Soundness());
  }

  Path scratch() {
    return scratch;
  }
}
