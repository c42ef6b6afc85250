package io.thalweg.ingestion;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry and how to talk to it. Holds no secret, only the names of files with secrets,
 * which are read where the schemas are looked up. Immutable.
 *
 * @param urls of one registry, asked in this order
 * @param ids what the ids in Apicurio's framing name
 * @param credentials null where the registry asks for none
 * @param certificates a file of trusted certificates in PEM; null: those of the JVM
 * @param timeout of one request, from connecting to the last byte
 * @param retryFor how long a registry may not answer before the job fails
 */
public record RegistrySpec(
    List<URI> urls,
    Ids ids,
    @Nullable Credentials credentials,
    @Nullable String certificates,
    Duration timeout,
    Duration retryFor)
    implements Serializable {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  public static final Duration DEFAULT_RETRY_FOR = Duration.ofSeconds(30);

  public RegistrySpec {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("a registry has an address");
    }
  }

  /** At one address, without credentials. */
  public static RegistrySpec at(URI url) {
    return new RegistrySpec(
        List.of(url), Ids.CONTENT, null, null, DEFAULT_TIMEOUT, DEFAULT_RETRY_FOR);
  }

  /** What an id of Apicurio's names. */
  public enum Ids {
    /** A schema's text: what serializers of Registry 3 write unless they are told otherwise. */
    CONTENT,

    /** A version of an artifact: what those of Registry 2 write. */
    GLOBAL
  }

  /** Who asks. */
  public sealed interface Credentials extends Serializable {
    /** HTTP's basic authentication; the file's first line is the password. */
    record Basic(String user, String passwordFile) implements Credentials {}

    /** The file's first line is the token. */
    record Bearer(String tokenFile) implements Credentials {}
  }
}
