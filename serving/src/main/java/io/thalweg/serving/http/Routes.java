package io.thalweg.serving.http;

/** Some of a server's endpoints. */
@FunctionalInterface
public interface Routes {
  void addTo(RouteTable routes);
}
