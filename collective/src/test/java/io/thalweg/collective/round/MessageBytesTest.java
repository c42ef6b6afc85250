package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Generation;
import io.thalweg.collective.Membership;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageBytesTest {
  private static final Generation GENERATION = new Generation(0x1122334455667788L, -2);
  private static final Base BASE = new Base(5, "ab");
  private static final Address ADDRESS = new Address("::1", 65_535, "p-1");

  @Test
  void everyMessageComesBackAsItWas() throws IOException {
    for (ToCoordinator message :
        List.of(
            new ToCoordinator.Progress(ADDRESS, BASE, null, 7),
            new ToCoordinator.Progress(ADDRESS, BASE, GENERATION, Long.MAX_VALUE),
            new ToCoordinator.Vote(GENERATION, 3, "cd", 9),
            new ToCoordinator.Failed(GENERATION, 3, "wäh", 1),
            new ToCoordinator.Leave())) {
      assertThat(MessageBytes.toCoordinator(MessageBytes.of(message))).isEqualTo(message);
    }
    Membership membership = new Membership(GENERATION, List.of(ADDRESS.at(0), ADDRESS.at(1)));
    for (ToMember message :
        List.of(
            new ToMember.Form(4, membership, 1, BASE, 0),
            new ToMember.Start(GENERATION, 3, BASE, Duration.ofNanos(5)),
            new ToMember.Commit(3, "cd"),
            new ToMember.Abort(3, "why"),
            new ToMember.Expel("why"))) {
      assertThat(MessageBytes.toMember(MessageBytes.of(message))).isEqualTo(message);
    }
  }

  @Test
  void versionOneIsPinned() throws IOException {
    assertThat(HexFormat.of().formatHex(MessageBytes.of(new ToMember.Commit(3, "cd"))))
        .isEqualTo("0163" + "0000000000000003" + "0002" + "6364");
  }

  @Test
  void anotherVersionATypeUnknownAndACutMessageAreRefused() throws IOException {
    assertThatThrownBy(() -> MessageBytes.toMember(new byte[] {9, 'c'}))
        .hasMessage("message has format 9, this build reads 1");
    assertThatThrownBy(() -> MessageBytes.toMember(new byte[] {1, 'z'}))
        .hasMessage("message is of no known type: type=122");
    byte[] whole = MessageBytes.of(new ToMember.Commit(3, "cd"));
    assertThatThrownBy(() -> MessageBytes.toMember(Arrays.copyOf(whole, whole.length - 1)))
        .isInstanceOf(IOException.class);
  }
}
