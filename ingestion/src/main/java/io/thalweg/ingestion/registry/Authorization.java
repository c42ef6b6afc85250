package io.thalweg.ingestion.registry;

import io.thalweg.ingestion.RegistrySpec.Credentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a header of credentials. What it reads is in no message. Stateless. */
final class Authorization {
  private static final long MAX_BYTES = 64 << 10;

  private Authorization() {}

  static Optional<String> header(@Nullable Credentials credentials) {
    if (credentials instanceof Credentials.Basic basic) {
      String both = basic.user() + ":" + secret("registry.password-file", basic.passwordFile());
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }
    if (credentials instanceof Credentials.Bearer bearer) {
      String token = secret("registry.token-file", bearer.tokenFile());
      if (token.chars().anyMatch(c -> c > '~')) { // the client would show it in what it throws
        throw noSecret("registry.token-file", bearer.tokenFile(), ", in ASCII,");
      }
      return Optional.of("Bearer " + token);
    }
    return Optional.empty();
  }

  private static RegistryException noSecret(String place, String file, String how) {
    return new RegistryException(
        "%s: the first line of %s is no secret; write it alone%s into the file"
            .formatted(place, file, how));
  }

  private static String secret(String place, String file) {
    try {
      if (Files.size(Path.of(file)) > MAX_BYTES) {
        throw new RegistryException(
            "%s: %s has more than %d bytes; write the secret alone into it"
                .formatted(place, file, MAX_BYTES));
      }
      String first = Files.readString(Path.of(file)).lines().findFirst().orElse("").strip();
      if (first.isEmpty() || first.chars().anyMatch(c -> c < ' ' || c == 127)) {
        throw noSecret(place, file, "");
      }
      return first;
    } catch (IOException e) {
      throw new RegistryException(
          "%s: there is no readable text in %s on this machine".formatted(place, file));
    }
  }
}
