package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.RegistrySpec.Credentials;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.WireSpec.Format;
import io.thalweg.ingestion.WireSpec.Framing;
import io.thalweg.model.store.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrySectionTest {
  private static final String FRAMED =
      MinimalPipeline.TEXT.replace("id: id}", "id: id, framing: confluent}");
  private static final String URL = "http://127.0.0.1:8081";

  @TempDir Path dir;

  @Test
  void recordsArePlainAvroUnlessTheFileSaysOtherwise() throws IOException {
    assertThat(MinimalPipeline.read(dir, MinimalPipeline.TEXT).source().wire())
        .isEqualTo(WireSpec.PLAIN);
  }

  @Test
  void readsARegistryWithItsDefaults() throws IOException {
    WireSpec wire = wire(FRAMED + "registry: {url: \"" + URL + "\"}\n");
    assertThat(wire.format()).isEqualTo(Format.AVRO);
    assertThat(wire.framing()).isEqualTo(Framing.CONFLUENT);
    assertThat(wire.registry()).isEqualTo(RegistrySpec.at(URI.create(URL)));
  }

  @Test
  void readsAllOfIt() throws IOException {
    RegistrySpec registry =
        Objects.requireNonNull(
            wire(FRAMED.replace("confluent", "apicurio")
                    + """
                        registry:
                          url: ["https://a/apis/registry/v3", "https://b/apis/registry/v3"]
                          ids: global
                          user: me
                          password-file: secrets/password
                          certificates: ca.pem
                          timeout: 2s
                          retry-for: 1m
                        """)
                .registry());
    assertThat(registry.urls())
        .isEqualTo(
            List.of(
                URI.create("https://a/apis/registry/v3"),
                URI.create("https://b/apis/registry/v3")));
    assertThat(registry.ids()).isEqualTo(RegistrySpec.Ids.GLOBAL);
    assertThat(registry.credentials())
        .isEqualTo(new Credentials.Basic("me", dir.resolve("secrets/password").toString()));
    assertThat(registry.certificates()).isEqualTo(dir.resolve("ca.pem").toString());
    assertThat(registry.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(registry.retryFor()).isEqualTo(Duration.ofMinutes(1));
    assertThat(
            Objects.requireNonNull(
                    wire(FRAMED + "registry: {url: \"" + URL + "\", token-file: token}\n")
                        .registry())
                .credentials())
        .isEqualTo(new Credentials.Bearer(dir.resolve("token").toString()));
  }

  @Test
  void everyKeyIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    assertThat(
            Stream.of(
                "url",
                "ids",
                "user",
                "password-file",
                "token-file",
                "certificates",
                "timeout",
                "retry-for"))
        .allSatisfy(key -> assertThat(document).contains("`registry." + key + "`"));
    assertThat(document)
        .contains("| `source.format` | avro |")
        .contains("| `source.framing` | none |")
        .contains("`label.format`")
        .contains("`label.framing`")
        .contains("`source.schema-sha256`")
        .contains("`label.schema-sha256`")
        .contains("| `registry.timeout` | 5s |")
        .contains("| `registry.retry-for` | 30s |");
  }

  @Test
  void framedAvroTakesARegistry() {
    MinimalPipeline.refused(
        dir,
        FRAMED,
        "p.yaml:3: source.framing is 'confluent'; write registry.url, too, where the schemas are"
            + " that records name");
  }

  @Test
  void aPasswordInTheAddressIsRefusedAndNotShown() {
    MinimalPipeline.refused(
        dir,
        FRAMED + "registry: {url: \"http://me:secret@host\"}\n",
        "p.yaml:8: registry.url is what isn't shown here; write it without a user or a password,"
            + " which registry.user and registry.password-file are for");
  }

  @Test
  void mistakesSayWhatToWrite() {
    MinimalPipeline.refused(
        dir,
        FRAMED + "registry: {url: \"localhost:8081\"}\n",
        "p.yaml:8: registry.url is 'localhost:8081'; write an address such as"
            + " http://localhost:8081 or https://HOST/apis/ccompat/v7");
    MinimalPipeline.refused(
        dir,
        FRAMED + "registry: {url: \"" + URL + "\", user: me}\n",
        "p.yaml:8: registry has no key 'password-file'; write the path of a file with the"
            + " password");
    MinimalPipeline.refused(
        dir,
        FRAMED + "registry: {url: \"" + URL + "\", user: me, token-file: t}\n",
        "p.yaml:8: registry.token-file is 't'; write either that, or user and password-file");
    MinimalPipeline.refused(
        dir,
        FRAMED + "registry: {url: \"" + URL + "\", retry-for: 1h}\n",
        "p.yaml:8: registry.retry-for is '1h'; write a duration from 1ms to 10m");
    MinimalPipeline.refused(
        dir,
        FRAMED + "registry: {url: \"" + URL + "\", passwort: x}\n",
        "p.yaml:8: unknown key 'passwort' in registry; known keys: certificates, ids,"
            + " password-file, retry-for, timeout, token-file, url, user");
  }

  @Test
  void aSchemaFileThatHasChangedIsNoticed() throws IOException {
    MinimalPipeline.read(dir, MinimalPipeline.TEXT);
    String sha256 = Sha256.hex(Files.readAllBytes(dir.resolve("event.avsc")));
    String pinned = MinimalPipeline.TEXT.replace("id: id}", "id: id, schema-sha256: \"%s\"}");
    assertThat(MinimalPipeline.read(dir, pinned.formatted(sha256)).source().id()).isEqualTo("id");
    MinimalPipeline.refused(
        dir,
        pinned.formatted("abc"),
        "p.yaml:3: source.schema-sha256 is 'abc'; write %s, which event.avsc has, or put back what it was"
            .formatted(sha256));
  }

  @Test
  void whereTheRegistryIsMakesNoDifferenceToLearning() throws IOException {
    String one = FRAMED + "registry: {url: \"" + URL + "\"}\n";
    assertThat(MinimalPipeline.read(dir, one).fingerprint())
        .isEqualTo(MinimalPipeline.read(dir, one.replace("8081", "8082")).fingerprint());
  }

  private WireSpec wire(String yaml) throws IOException {
    return MinimalPipeline.read(dir, yaml).source().wire();
  }
}
