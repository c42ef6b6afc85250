package io.thalweg.serving.http;

import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.access.TlsFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What Vert.x is told of limits and certificates. Stateless. */
final class ServerOptions {
  private ServerOptions() {}

  static HttpServerOptions of(LimitsConfig limits, @Nullable TlsFiles tls) {
    HttpServerOptions options = new HttpServerOptions();
    options
        .setMaxHeaderSize(limits.headerBytes())
        .setMaxInitialLineLength(limits.headerBytes())
        // For a client that doesn't read its answer: nothing moves in either direction then.
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(
            (int)
                Math.min(
                    Integer.MAX_VALUE, limits.idleTimeout().plus(limits.bodyTimeout()).toMillis()));
    options.getInitialSettings().setMaxHeaderListSize(limits.headerBytes());
    return tls == null ? options : withTls(options, tls);
  }

  private static HttpServerOptions withTls(HttpServerOptions options, TlsFiles tls) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(tls.certificate()))
                .addKeyValue(Buffer.buffer(tls.key())));
    String clientCa = tls.clientCa();
    if (clientCa != null) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientCa)));
    }
    return options;
  }
}
