package io.thalweg.ingestion.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

final class ClientFailureTest {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "sasl.jaas.config",
          "a.Module required username=\"eve\" password=\"pa;ss w=rd\" tokenauth=\"false\";",
          "ssl.keystore.password",
          "store-secret");

  private final ClientFailure failure = new ClientFailure("host:9093", PROPERTIES);

  @Test
  void theUserIsNamedAndThePasswordIsHidden() {
    assertThat(failure.text(new SaslAuthenticationException("no 'pa;ss w=rd' here\n for you.")))
        .isEqualTo(
            "Kafka at host:9093 refuses user 'eve': no '[hidden]' here for you; mend user name and"
                + " password in sasl.jaas.config, or sasl.mechanism");
    assertThat(failure.text(new KafkaException("x", new ConfigException("bad store-secret"))))
        .isEqualTo("Kafka at host:9093: bad [hidden]; check the address and the properties");
  }

  @Test
  void aClientWithoutAUserNameIsThisOne() {
    ClientFailure nameless = new ClientFailure("host:9093", Map.of());
    assertThat(nameless.user()).isEqualTo("this client");
  }

  @Test
  void onlyWhatSomebodyHasToMendIsARefusal() {
    assertThat(ClientFailure.isRefusal(new SaslAuthenticationException("x"))).isTrue();
    assertThat(ClientFailure.isRefusal(new RuntimeException(new TopicAuthorizationException("t"))))
        .isTrue();
    assertThat(ClientFailure.isRefusal(new TimeoutException("x"))).isFalse();
    assertThat(ClientFailure.isRefusal(new KafkaException("x"))).isFalse();
  }
}
