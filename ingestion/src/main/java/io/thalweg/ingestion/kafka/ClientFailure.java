package io.thalweg.ingestion.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * What has stopped a client of Kafka, in one line for its user: who was refused by whom, and what
 * to mend. No value of a property is in it but addresses, names and paths. Immutable.
 *
 * @param servers as the client was told
 * @param properties of the client
 */
record ClientFailure(String servers, Map<String, String> properties) {
  private static final int CONNECT_MILLIS = 1_000;
  private static final Pattern USER = Pattern.compile("username\\s*=\\s*(\"[^\"]*\"|'[^']*'|\\S+)");
  private static final String HIDDEN = "[hidden]";
  private static final Pattern SECRET_OPTION =
      Pattern.compile("\\w*(?i:password|secret|token)\\w*\\s*=\\s*(\"[^\"]+\"|'[^']+'|[^\\s;]+)");
  private static final Pattern SECRET =
      Pattern.compile(".*(password|secret|jaas|\\.key$|\\.keystore\\.key|token).*");

  ClientFailure {
    properties = Map.copyOf(properties);
  }

  /** Whether trying again can't help before somebody has mended something. */
  static boolean isRefusal(Throwable failure) {
    return chain(failure).stream()
        .anyMatch(
            e ->
                e instanceof AuthenticationException
                    || e instanceof AuthorizationException
                    || e instanceof ConfigException);
  }

  /** Of an answer that was a failure. */
  String text(Throwable failure) {
    List<Throwable> chain = chain(failure);
    Optional<SslAuthenticationException> tls = first(chain, SslAuthenticationException.class);
    if (tls.isPresent()) {
      return tls(chain);
    }
    Optional<AuthenticationException> refused = first(chain, AuthenticationException.class);
    if (refused.isPresent()) {
      return "Kafka at %s refuses %s: %s; mend user name and password in sasl.jaas.config, or sasl.mechanism"
          .formatted(servers, user(), shown(refused.get()));
    }
    return "Kafka at %s: %s; check the address and the properties"
        .formatted(servers, shown(chain.get(chain.size() - 1)));
  }

  private String tls(List<Throwable> chain) {
    String root = shown(chain.get(chain.size() - 1));
    if (first(chain, CertificateExpiredException.class).isPresent()) {
      return "the certificate of Kafka at %s has expired: %s; renew it there"
          .formatted(servers, root);
    }
    if (first(chain, CertificateNotYetValidException.class).isPresent()) {
      return "the certificate of Kafka at %s isn't valid yet: %s; compare the clocks"
          .formatted(servers, root);
    }
    if (root.startsWith("No subject alternative") || root.startsWith("No name matching")) {
      return "the certificate of Kafka at %s is another host's: %s; write a name of the certificate into bootstrap.servers, and let the broker advertise it"
          .formatted(servers, root);
    }
    if (root.contains("certification path")
        || root.contains("PKIX")
        || root.contains("signature")) {
      return "the certificate of Kafka at %s isn't signed by whom %s trusts: %s; write the file of the authority that has signed it"
          .formatted(servers, trusted(), root);
    }
    return "TLS with Kafka at %s fails: %s; check ssl.* and the broker's certificate"
        .formatted(servers, root);
  }

  private String trusted() {
    String file = properties.get("ssl.truststore.location");
    if (file != null) {
      return "ssl.truststore.location=" + file;
    }
    return properties.containsKey("ssl.truststore.certificates")
        ? "ssl.truststore.certificates"
        : "the JDK, without an ssl.truststore.location,";
  }

  private String protocol() {
    return properties.getOrDefault("security.protocol", "PLAINTEXT");
  }

  /** Of no answer. May look whether anything listens, which takes a second at most. */
  String silence(long seconds) {
    String silent = "Kafka at %s did not answer within %d s".formatted(servers, seconds);
    return somethingListens()
        ? "%s, though something listens there; does it speak %s, as security.protocol says?"
            .formatted(silent, protocol())
        : silent + "; is it running there?";
  }

  private boolean somethingListens() {
    try (Socket socket = new Socket()) {
      URI first = URI.create("kafka://" + servers.split(",", 2)[0].strip());
      socket.connect(new InetSocketAddress(first.getHost(), first.getPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The user as the broker's rules name it, where the properties say it. */
  Optional<String> userName() {
    Matcher user = USER.matcher(properties.getOrDefault("sasl.jaas.config", ""));
    return user.find() ? Optional.of(unquoted(user.group(1))) : Optional.empty();
  }

  String user() {
    return userName().map("user '%s'"::formatted).orElse("this client");
  }

  /** Its message in one line, without the secrets of the properties. */
  private String shown(Throwable e) {
    String text = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (SECRET.matcher(property.getKey()).matches()) {
        text = without(text, property.getValue());
      }
    }
    return text.replaceAll("\\.$", "");
  }

  /** Of a JAAS configuration the secrets are options of it. */
  private static String without(String text, String secret) {
    String out = secret.isEmpty() ? text : text.replace(secret, HIDDEN);
    Matcher option = SECRET_OPTION.matcher(secret);
    while (option.find()) {
      out = out.replace(unquoted(option.group(1)), HIDDEN);
    }
    return out;
  }

  private static String unquoted(String option) {
    return option.replaceAll("^[\"']|[\"';]+$", "");
  }

  private static <T> Optional<T> first(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable e = failure; e != null && !chain.contains(e); e = e.getCause()) {
      chain.add(e);
    }
    return chain;
  }

  static boolean isSilence(Throwable failure) {
    return chain(failure).stream()
        .anyMatch(
            e ->
                e instanceof TimeoutException
                    || e instanceof org.apache.kafka.common.errors.TimeoutException);
  }
}
