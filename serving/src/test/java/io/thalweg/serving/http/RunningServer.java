package io.thalweg.serving.http;

import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Everything of a server but Kafka, on a free port of the loopback. */
final class RunningServer implements AutoCloseable {
  final ModelStore store;
  final VersionTable table = new VersionTable(List.of(TestModel.NAME));
  final ServingRecorder recorder = new ServingRecorder();
  final VersionUpdater updater;
  final OipClient client;
  private final HttpServer http;

  RunningServer(Path storeDirectory) throws IOException {
    store = new LocalModelStore(storeDirectory);
    InstantSource clock = InstantSource.system();
    updater = new VersionUpdater(table, new OnnxLoader(store, clock), recorder, clock, a -> true);
    http =
        new HttpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), table, recorder);
    http.start();
    client = new OipClient(http.port());
  }

  int port() {
    return http.port();
  }

  void serve(long version) throws IOException {
    serve(TestModel.release(store, version));
  }

  void serve(ModelAnnouncement announcement) {
    updater.offer(announcement);
    updater.loadWaiting();
  }

  @Override
  public void close() {
    http.close();
    table.close();
  }
}
