package io.thalweg.learner.config;

import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.RegistrySpec.Credentials;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.WireSpec.Format;
import io.thalweg.ingestion.WireSpec.Framing;
import io.thalweg.model.config.ConfigNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code registry}, and the keys {@code format} and {@code framing} of topics.
 * Stateless.
 */
final class RegistrySection {
  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofMinutes(10);

  private RegistrySection() {}

  /** How a topic's records are written. */
  static WireSpec wire(ConfigNode topic, @Nullable RegistrySpec registry) {
    Format format = topic.oneOf("format", Format.class, Format.AVRO);
    Framing framing = topic.oneOf("framing", Framing.class, Framing.NONE);
    if (!WireSpec.needsRegistry(format, framing)) {
      return new WireSpec(format, framing, null);
    }
    if (registry == null) {
      throw topic
          .required("framing")
          .refuse("registry.url, too, where the schemas are that records name");
    }
    return new WireSpec(format, framing, registry);
  }

  /** What the section says; null where there is none. */
  static @Nullable RegistrySpec read(ConfigNode root, Path directory) {
    if (!root.has("registry")) {
      return null;
    }
    ConfigNode node = root.section("registry");
    return new RegistrySpec(
        urls(node.required("url", "the address of a schema registry")),
        node.oneOf("ids", RegistrySpec.Ids.class, RegistrySpec.Ids.CONTENT),
        credentials(node, directory),
        node.has("certificates") ? file(node, "certificates", directory) : null,
        within(node, "timeout", RegistrySpec.DEFAULT_TIMEOUT),
        within(node, "retry-for", RegistrySpec.DEFAULT_RETRY_FOR));
  }

  private static List<URI> urls(ConfigNode node) {
    if (node.isScalar()) {
      return List.of(url(node));
    }
    List<URI> urls = node.elements().stream().map(RegistrySection::url).toList();
    if (urls.isEmpty()) {
      throw node.refuse("the address of a schema registry, or several");
    }
    return urls;
  }

  private static URI url(ConfigNode node) {
    String text = node.string();
    if (text.contains("@")) {
      throw node.refuseUnshown(
          "it without a user or a password, which registry.user and registry.password-file are for");
    }
    try {
      URI url = URI.create(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // refused below, like all that is none
    }
    throw node.refuse("an address such as http://localhost:8081 or https://HOST/apis/ccompat/v7");
  }

  private static @Nullable Credentials credentials(ConfigNode node, Path directory) {
    if (node.has("token-file")) {
      if (node.has("user") || node.has("password-file")) {
        throw node.required("token-file").refuse("either that, or user and password-file");
      }
      return new Credentials.Bearer(file(node, "token-file", directory));
    }
    if (node.has("user") || node.has("password-file")) {
      node.required("password-file", "the path of a file with the password");
      return new Credentials.Basic(node.string("user"), file(node, "password-file", directory));
    }
    return null;
  }

  private static String file(ConfigNode node, String key, Path directory) {
    return directory.resolve(node.string(key)).toAbsolutePath().normalize().toString();
  }

  private static Duration within(ConfigNode node, String key, Duration otherwise) {
    Duration duration = node.duration(key, otherwise);
    if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
      throw node.required(key).refuse("a duration from 1ms to 10m");
    }
    return duration;
  }
}
