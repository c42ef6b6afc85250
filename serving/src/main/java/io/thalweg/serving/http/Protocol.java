package io.thalweg.serving.http;

import io.thalweg.serving.infer.Runner;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Another protocol on the connections of the server, known by the type of its requests. */
public interface Protocol {
  /** Nothing beside the routes. */
  Protocol NONE =
      new Protocol() {
        @Override
        public String contentType() {
          return NO_TYPE;
        }

        @Override
        public Handler<HttpServerRequest> on(Vertx vertx, Runner runner) {
          return request -> {};
        }
      };

  /** No content type begins with a line's end. */
  String NO_TYPE = "\n";

  /** What the content type of its requests begins with. */
  String contentType();

  /**
   * Takes the requests of one event loop; called on it.
   *
   * @param runner the loop's
   */
  Handler<HttpServerRequest> on(Vertx vertx, Runner runner);
}
