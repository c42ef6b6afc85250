package io.thalweg.cli.command;

import io.thalweg.cli.generate.WireText;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.RegistrySpec.Credentials;
import io.thalweg.ingestion.kafka.ValueForm;
import io.thalweg.ingestion.registry.Registries;
import io.thalweg.ingestion.registry.RegistryException;
import io.thalweg.ingestion.registry.Subjects;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How records are written, for commands that write some. Filled in by picocli. */
final class WireOptions {
  /** What a record's value is. */
  enum Format {
    AVRO,
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "avro",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}), as the pipeline's source.format.")
  private Format format = Format.AVRO;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description =
          "Write Confluent's framing, with the id that this registry has for the schema under the"
              + " subject TOPIC-value. Apicurio's is .../apis/ccompat/v7, and reads it as its own.")
  private @Nullable URI registry;

  @Option(
      names = "--register",
      description = "Register the schema, where the subject doesn't have it.")
  private boolean register;

  @Option(
      names = "--registry-user",
      paramLabel = "NAME",
      description = "Who asks the registry, with --registry-password-file.")
  private @Nullable String user;

  @Option(
      names = "--registry-password-file",
      paramLabel = "FILE",
      description = "A file with the password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--registry-token-file",
      paramLabel = "FILE",
      description = "A file with a bearer token, instead.")
  private @Nullable Path tokenFile;

  /** The form of a topic's records; asks the registry. */
  ValueForm form(String topic, Schema schema) {
    if (registry == null) {
      if (register || user != null || passwordFile != null || tokenFile != null) {
        throw new CommandException("there is no registry; say --schema-registry http://HOST:8081");
      }
      return plain(schema);
    }
    if (isJson()) {
      throw new CommandException(
          "--schema-registry frames Avro; take --format json or --schema-registry out");
    }
    try {
      Subjects subjects = Registries.subjects(spec(registry));
      String subject = topic + "-value";
      int id = register ? subjects.register(subject, schema) : subjects.idOf(subject, schema);
      return ValueForm.framed(id, ValueForm.PLAIN);
    } catch (RegistryException e) {
      throw new CommandException(asOptions(String.valueOf(e.getMessage())));
    }
  }

  /** Pipelines name keys of their file, and wait, where somebody has said options here. */
  private static String asOptions(String message) {
    return message
        .replace("registry.url", "--schema-registry")
        .replace("registry.user", "--registry-user")
        .replace("registry.password-file", "--registry-password-file")
        .replace("registry.token-file", "--registry-token-file")
        .replace("; no record is lost meanwhile", "");
  }

  /** Whether records are JSON. */
  boolean isJson() {
    return format == Format.JSON;
  }

  /** What a pipeline that reads such records says. */
  WireText text() {
    if (registry == null) {
      return isJson() ? new WireText(", format: json", "") : WireText.PLAIN;
    }
    String credentials =
        tokenFile != null
            ? ", token-file: \"%s\"".formatted(tokenFile.toAbsolutePath())
            : user != null && passwordFile != null
                ? ", user: \"%s\", password-file: \"%s\""
                    .formatted(user, passwordFile.toAbsolutePath())
                : "";
    return new WireText(
        ", framing: confluent", "registry: {url: \"%s\"%s}\n".formatted(registry, credentials));
  }

  private ValueForm plain(Schema schema) {
    return isJson() ? ValueForm.json(schema) : ValueForm.PLAIN;
  }

  private RegistrySpec spec(URI url) {
    if (url.getHost() == null || url.getUserInfo() != null) {
      throw new CommandException(
          "--schema-registry is no address without a user in it; say http://HOST:8081");
    }
    return new RegistrySpec(
        List.of(url),
        RegistrySpec.Ids.CONTENT,
        credentials(),
        null,
        RegistrySpec.DEFAULT_TIMEOUT,
        RegistrySpec.DEFAULT_TIMEOUT);
  }

  private @Nullable Credentials credentials() {
    if (tokenFile != null) {
      return new Credentials.Bearer(tokenFile.toString());
    }
    if ((user == null) != (passwordFile == null)) {
      throw new CommandException(
          "--registry-user and --registry-password-file go together; say both");
    }
    return user == null || passwordFile == null
        ? null
        : new Credentials.Basic(user, passwordFile.toString());
  }
}
