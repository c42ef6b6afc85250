package io.thalweg.serving.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import io.thalweg.serving.access.AccessGate.Decision;
import io.thalweg.serving.access.AccessGate.Forbidden;
import io.thalweg.serving.access.AccessGate.Granted;
import io.thalweg.serving.access.AccessGate.Unauthenticated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessGateTest {
  @TempDir private Path directory;
  private Path file;
  private String web;
  private String ops;
  private AccessGate gate;

  @BeforeEach
  void openTheGate() throws IOException {
    file = directory.resolve("tokens.yaml");
    web = new TokenFile(file).add("web", Role.READ);
    ops = new TokenFile(file).add("ops", Role.ADMIN);
    gate = new AccessGate(new AccessConfig(file));
  }

  private static @Nullable Client client(Decision decision) {
    return decision instanceof Granted granted ? granted.client() : null;
  }

  @Test
  void knowsWhoseTokenItIs() {
    assertThat(client(gate.decide("Bearer " + web, Role.READ)))
        .isEqualTo(new Client("web", Role.READ));
    assertThat(client(gate.decide("bearer  " + ops + " ", Role.ADMIN)))
        .isEqualTo(new Client("ops", Role.ADMIN));
  }

  @Test
  void letsAdminsReadButReadersNotChange() {
    assertThat(gate.decide("Bearer " + ops, Role.READ)).isInstanceOf(Granted.class);
    assertThat(gate.decide("Bearer " + web, Role.ADMIN))
        .isEqualTo(new Forbidden("the token web has the role read, this needs admin"));
  }

  @Test
  void turnsAwayAHundredOfAHundredWrongTokens() {
    List<String> wrong =
        new ArrayList<>(List.of("", ".", "web", "web.", "." + web, web + "A", "nobody.x"));
    Random random = new Random(7);
    while (wrong.size() < 100) {
      char[] text = web.toCharArray();
      int at = random.nextInt(text.length);
      text[at] = text[at] == 'A' ? 'B' : 'A';
      wrong.add(String.valueOf(text));
    }
    assertThat(wrong)
        .allSatisfy(
            text ->
                assertThat(gate.decide("Bearer " + text, Role.READ))
                    .isInstanceOf(Unauthenticated.class));
  }

  @Test
  void asksForATokenWhereThereIsNone() {
    Unauthenticated missing =
        new Unauthenticated("a token is needed: send the header Authorization: Bearer TOKEN");
    assertThat(gate.decide(null, Role.READ)).isEqualTo(missing);
    assertThat(gate.decide("Basic d2ViOnNlY3JldA==", Role.READ)).isEqualTo(missing);
    assertThat(gate.decide(web, Role.READ)).isEqualTo(missing);
  }

  @Test
  void letsEverybodyInWhereNoTokensAreAskedFor() {
    assertThat(new AccessGate(AccessConfig.open()).decide(null, Role.ADMIN))
        .isEqualTo(new Granted(null));
  }

  @Test
  void readsAFileThatHasChanged() throws IOException {
    gate.reloadIfChanged();
    String late = new TokenFile(file).add("late", Role.READ);
    assertThat(gate.decide("Bearer " + late, Role.READ)).isInstanceOf(Unauthenticated.class);
    gate.reloadIfChanged();
    assertThat(gate.decide("Bearer " + late, Role.READ)).isInstanceOf(Granted.class);

    Files.writeString(
        file, Files.readString(file).lines().filter(l -> !l.startsWith("web")).toList().get(0));
    gate.reloadIfChanged();
    assertThat(gate.decide("Bearer " + web, Role.READ)).isInstanceOf(Unauthenticated.class);
    assertThat(gate.decide("Bearer " + ops, Role.READ)).isInstanceOf(Granted.class);
  }

  @Test
  void keepsTheTokensBeforeABadFile() throws IOException {
    for (String bad : List.of("web: {role: king}", ":\n\t", "[]", "web: 7")) {
      Files.writeString(file, bad);
      gate.reloadIfChanged();
      assertStillInForce();
    }
    Files.delete(file);
    gate.reloadIfChanged();
    assertStillInForce();
  }

  private void assertStillInForce() {
    assertThat(gate.decide("Bearer " + web, Role.READ)).isInstanceOf(Granted.class);
    assertThat(gate.decide("Bearer web.x", Role.READ)).isInstanceOf(Unauthenticated.class);
  }

  @Test
  void knowsNobodyWhenTheLastTokenIsDeleted() throws IOException {
    Files.writeString(file, "");
    gate.reloadIfChanged();
    assertThat(gate.decide("Bearer " + web, Role.READ)).isInstanceOf(Unauthenticated.class);
    assertThat(gate.decide("Bearer " + ops, Role.READ)).isInstanceOf(Unauthenticated.class);
  }

  @Test
  void doesNotOpenWithABadFile() throws IOException {
    Files.writeString(file, "web: {role: king}");
    assertThatThrownBy(() -> new AccessGate(new AccessConfig(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("tokens.yaml:1: web.role is 'king'; write one of read, admin");
    Files.writeString(file, "web: {role: read, hash: secret}");
    assertThatThrownBy(() -> new AccessGate(new AccessConfig(file)))
        .hasMessage(
            "tokens.yaml:1: web.hash is 'secret'; write sha256$SALT$HASH, as ./thalweg token new"
                + " writes it");
    Files.delete(file);
    assertThatThrownBy(() -> new AccessGate(new AccessConfig(file)))
        .hasMessage("there is no file %s; check the path".formatted(file));
  }
}
