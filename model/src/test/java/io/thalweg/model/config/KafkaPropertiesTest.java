package io.thalweg.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class KafkaPropertiesTest {
  private static Map<String, String> read(String kafka) {
    ConfigNode root = ConfigFile.parse("p.yaml", "kafka:\n" + kafka.indent(2));
    Map<String, String> properties =
        KafkaProperties.read(root.required("kafka"), name -> name.equals("SET"));
    root.refuseUnknown();
    return properties;
  }

  @Test
  void whateverIsThereIsPassedOnAsItIs() {
    assertThat(read("bootstrap.servers: a:1\nssl.truststore.type: PEM\nof.our.own: $x {y}"))
        .isEqualTo(
            Map.of(
                "bootstrap.servers", "a:1", "ssl.truststore.type", "PEM", "of.our.own", "$x {y}"));
  }

  @Test
  void whatNamesASecretBringsTheProviderThatKnowsIt() {
    assertThat(
            read("bootstrap.servers: a:1\nx: '${env:SET}${env:SET}'\ny: '${file:/run/s:password}'"))
        .hasSize(6)
        .containsEntry("x", "${env:SET}${env:SET}")
        .containsEntry(
            "config.providers.env.class",
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider")
        .containsEntry(
            "config.providers.file.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider")
        .hasEntrySatisfying(
            "config.providers",
            names -> assertThat(names.split(",")).containsExactlyInAnyOrder("env", "file"));
    assertThat(KafkaProperties.resolvable(Map.of("x", "${directory:/run/secrets:password}")))
        .containsEntry("config.providers", "directory")
        .containsEntry(
            "config.providers.directory.class",
            "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
  }

  @Test
  void providersOfTheUsersOwnStayAlone() {
    Map<String, String> own = Map.of("config.providers", "vault", "x", "${env:NAME}");
    assertThat(KafkaProperties.resolvable(own)).isEqualTo(own);
  }

  @Test
  void aVariableThatIsNotSetIsNamedWithoutTheRestOfTheValue() {
    assertThatThrownBy(
            () -> read("bootstrap.servers: a:1\nsasl.jaas.config: 'secret ${env:UNSET}'"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "p.yaml:3: kafka.sasl.jaas.config is ${env:UNSET}, which isn't in the environment;"
                + " write the name of a variable that is exported, or export it");
  }

  @Test
  void aValueOfAnotherKindIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> read("bootstrap.servers: a:1\nssl.key.password: [secret]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("p.yaml:3: kafka.ssl.key.password is no single value; write one text");
  }

  @Test
  void bootstrapServersAreRequired() {
    assertThatThrownBy(() -> read("x: y"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kafka has no key 'bootstrap.servers'");
  }
}
