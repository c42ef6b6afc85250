package io.thalweg.serving.protocol.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BinaryTailTest {
  private static final byte[] BODY = {'{', '}', 5, 0x40, 0x3f};

  @Test
  void tensorsComeInTheOrderOfTheInputs() {
    BinaryTail tail = BinaryTail.of(BODY, 2);

    Tensor first = tail.take("a", Datatype.UINT8, List.of(1), 1.0);
    Tensor second = tail.take("b", Datatype.BF16, List.of(1), 2.0);
    tail.requireTaken();

    assertThat(first.number(0)).isEqualTo(5);
    assertThat(second.number(0)).isEqualTo(0.75);
  }

  @ParameterizedTest
  @CsvSource({
    "4,   'binary_data_size is 4, but 3 bytes are left behind the JSON'",
    "1e9, 'binary_data_size is 1000000000, but 3 bytes are left behind the JSON'",
    "-1,  'binary_data_size: want a whole number from 0 on, found -1.0'",
    "1.5, 'binary_data_size: want a whole number from 0 on, found 1.5'"
  })
  void aSizeThatIsNotThereIsRefused(double size, String line) {
    assertThatThrownBy(() -> BinaryTail.of(BODY, 2).take("a", Datatype.UINT8, List.of(1), size))
        .isInstanceOf(RequestException.class)
        .hasMessage("input 'a': " + line);
  }

  @Test
  void aSizeThatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> BinaryTail.of(BODY, 2).take("a", Datatype.UINT8, List.of(1), "1"))
        .hasMessage("input 'a': binary_data_size: want a whole number from 0 on, found 1");
  }

  @Test
  void bytesOfNoInputAreRefused() {
    BinaryTail tail = BinaryTail.of(BODY, 2);
    tail.take("a", Datatype.UINT8, List.of(1), 1.0);

    assertThatThrownBy(tail::requireTaken)
        .hasMessageStartingWith("2 bytes behind the JSON belong to no input");
  }

  @Test
  void withoutTheHeaderAllOfTheBodyIsJson() {
    assertThat(BinaryTail.jsonLength(null, 5)).isEqualTo(5);
    assertThat(BinaryTail.jsonLength("2", 5)).isEqualTo(2);
    assertThat(BinaryTail.jsonLength("5", 5)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "6", "-1", "2.0", "", " 2", "0x2", "99999999999999999999", "２"})
  void aHeaderThatIsNoLengthWithinTheBodyIsRefused(String header) {
    assertThatThrownBy(() -> BinaryTail.jsonLength(header, 5))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "header Inference-Header-Content-Length: want the length of the body's JSON, 1 to 5,"
                + " found "
                + header);
  }
}
