package io.thalweg.serving.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenTest {
  /** By coreutils: printf '\000...\017web.secret' | sha256sum. */
  @Test
  void hashesTheSaltAndThenTheText() {
    byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    assertThat(HexFormat.of().formatHex(Token.hash(salt, "web.secret")))
        .isEqualTo("dc5420c08ee215cabcd7e8230888ba5d2f3ffd06e0a0f3e79de31684fb3bac9f");
  }

  @Test
  void neverGivesTheSameTextOrSaltTwice() {
    SecureRandom random = new SecureRandom();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(Token.newText("web", random))).isTrue();
      assertThat(seen.add(Token.of("web", Role.READ, "web.secret", random).hash())).isTrue();
    }
  }

  @Test
  void keepsWhatItHashes() {
    Token token = Token.of("web", Role.READ, "web.secret", new SecureRandom());
    assertThat(Token.isHash(token.hash())).isTrue();
    assertThat(token.digest()).isEqualTo(Token.hash(token.salt(), "web.secret"));
  }

  @Test
  void findsTheNameBeforeTheLastDot() {
    assertThat(Token.nameIn("web.secret")).isEqualTo("web");
    assertThat(Token.nameIn("secret")).isNull();
    assertThat(Token.nameIn(".secret")).isNull();
    assertThat(Token.nameIn("")).isNull();
  }
}
