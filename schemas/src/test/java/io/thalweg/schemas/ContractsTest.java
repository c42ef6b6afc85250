package io.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractsTest {
  private static final ModelAnnouncement ANNOUNCEMENT =
      new ModelAnnouncement("m", 3, "ab".repeat(32), 1_700_000_000_000L, true, "c2ln");
  private static final String ANNOUNCED =
      "026D" + "06" + "8001" + "6162".repeat(32) + "80A0ABFEF962";
  private static final String SIGNED = ANNOUNCED + "01" + "02" + "0863326C6E";
  private static final AliasAssignment ASSIGNED =
      new AliasAssignment("m", "champion", ANNOUNCEMENT, List.of(ANNOUNCEMENT), 5);
  private static final LearnedEvent LEARNED = new LearnedEvent("e-1", 1, 0.25f, 300, 2);

  @Test
  void anAnnouncementSurvivesTheRoundTrip() throws Exception {
    assertThat(ModelAnnouncement.fromBytes(ANNOUNCEMENT.toBytes())).isEqualTo(ANNOUNCEMENT);
  }

  @Test
  void anAliasSurvivesTheRoundTripAlsoWhenItNamesNothing() throws Exception {
    AliasAssignment removed = new AliasAssignment("m", "canary", null, List.of(), 6);
    assertThat(AliasAssignment.fromBytes(ASSIGNED.toBytes())).isEqualTo(ASSIGNED);
    assertThat(AliasAssignment.fromBytes(removed.toBytes())).isEqualTo(removed);
    assertThat(ASSIGNED.key()).isEqualTo("m/champion");
  }

  @Test
  void anAliasRemembersSixteenEarlierVersionsAndNoMore() {
    List<ModelAnnouncement> many = new ArrayList<>();
    for (int v = 40; v > 0; v--) {
      many.add(new ModelAnnouncement("m", v, "ab", 0));
    }
    AliasAssignment assigned = new AliasAssignment("m", "champion", ANNOUNCEMENT, many, 5);
    assertThat(assigned.earlier()).isEqualTo(many.subList(0, 16));
  }

  @Test
  void aLearnedEventSurvivesTheRoundTrip() throws Exception {
    assertThat(LearnedEvent.fromBytes(LEARNED.toBytes())).isEqualTo(LEARNED);
  }

  /** Marker C301, fingerprint, then Avro's zigzag varints, little-endian floats and strings. */
  @Test
  void bytesAreSingleObjectEncodings() {
    assertThat(hex(LEARNED.toBytes()))
        .isEqualTo(
            "C301" + "B42B50FAFC0D1EF5" + "06652D31" + "0000803F" + "0000803E" + "D804" + "04");
    assertThat(hex(ANNOUNCEMENT.toBytes())).isEqualTo("C301" + "FEB068E4B8F77AF6" + SIGNED);
    assertThat(hex(ASSIGNED.toBytes()))
        .isEqualTo(
            "C301160DE2207CF3CE31"
                + ("026D" + "106368616D70696F6E")
                + ("02" + SIGNED)
                + ("02" + SIGNED + "00")
                + "0A");
  }

  @Test
  void anAnnouncementOfVersion1WhichKnewNoPreviewsIsRead() throws Exception {
    byte[] version1 = HexFormat.of().parseHex("C301" + "340E38B7177F4156" + ANNOUNCED);
    assertThat(ModelAnnouncement.fromBytes(version1))
        .isEqualTo(new ModelAnnouncement("m", 3, "ab".repeat(32), 1_700_000_000_000L));
  }

  @Test
  void anAnnouncementOfVersion2WhichKnewNoSignaturesIsRead() throws Exception {
    byte[] version2 = HexFormat.of().parseHex("C301" + "8E40DEA2BA4E04FE" + ANNOUNCED + "01");
    assertThat(ModelAnnouncement.fromBytes(version2))
        .isEqualTo(new ModelAnnouncement("m", 3, "ab".repeat(32), 1_700_000_000_000L, true));
  }

  @Test
  void refusesTruncatedBytesWithTheContractAndTheLength() {
    byte[] bytes = ANNOUNCEMENT.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ModelAnnouncement.fromBytes(truncated))
          .isInstanceOf(ContractException.class)
          .hasMessageStartingWith("not a ModelAnnouncement: " + length + " bytes, ");
    }
  }

  @Test
  void refusesBytesOfAnotherContract() {
    assertThatThrownBy(() -> ModelAnnouncement.fromBytes(LEARNED.toBytes()))
        .isInstanceOf(ContractException.class);
    assertThatThrownBy(() -> LearnedEvent.fromBytes(ANNOUNCEMENT.toBytes()))
        .isInstanceOf(ContractException.class);
  }

  @Test
  void damagedBytesAreReadOrRefusedButNeverCrash() {
    byte[] bytes = ANNOUNCEMENT.toBytes();
    for (int i = 0; i < bytes.length; i++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
        byte[] damaged = bytes.clone();
        damaged[i] = (byte) value;
        try {
          ModelAnnouncement.fromBytes(damaged);
        } catch (ContractException e) {
          assertThat(e).hasMessageStartingWith("not a ModelAnnouncement: ");
        }
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
