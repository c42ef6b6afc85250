package io.thalweg.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.schemas.LearningFigures.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

  private static final LearnedEvent LEARNED_SET =
      new LearnedEvent("e-1", 1, 0.25f, 300, 2, List.of(0, 3));
  private static final String LEARNED_FIELDS = "06652D31" + "0000803F" + "0000803E" + "D804" + "04";
  private static final ServedPrediction SERVED =
      new ServedPrediction(
          "r-7", 1, "m", 300, 1_700_000_000_000L, List.of(0.25f, -1f), List.of(1f, Float.NaN), 70);
  private static final ServedPrediction SERVED_WITHOUT_FEATURES =
      new ServedPrediction("r-7", 1, "m", 300, 1_700_000_000_000L, List.of(0.25f, -1f), null, 70);

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
    assertThat(LearnedEvent.fromBytes(LEARNED_SET.toBytes())).isEqualTo(LEARNED_SET);
  }

  @Test
  void aLearnedEventOfVersion1WhichKnewNoSetsIsRead() throws Exception {
    byte[] version1 = HexFormat.of().parseHex("C301" + "B42B50FAFC0D1EF5" + LEARNED_FIELDS);
    assertThat(LearnedEvent.fromBytes(version1)).isEqualTo(LEARNED);
  }

  @Test
  void aServedPredictionSurvivesTheRoundTripWithAndWithoutFeatures() throws Exception {
    assertThat(ServedPrediction.fromBytes(SERVED.toBytes())).isEqualTo(SERVED);
    assertThat(ServedPrediction.fromBytes(SERVED_WITHOUT_FEATURES.toBytes()))
        .isEqualTo(SERVED_WITHOUT_FEATURES);
  }

  @Test
  void figuresSurviveTheRoundTripAlsoWhereThereIsNoNumber() throws Exception {
    LearningFigures figures =
        new LearningFigures(
            "m",
            "tm-1",
            1_700_000_000_000L,
            List.of(new Figure("steps", "learner/0", 17), new Figure("loss", "", Double.NaN)),
            Map.of("driftDetector0", "adwin of error"));
    assertThat(LearningFigures.fromBytes(figures.toBytes())).isEqualTo(figures);
    assertThat(Topics.figures("models")).isEqualTo("models.figures");
  }

  @Test
  void theFirstRowOfARequestIsTheEventOfItsId() {
    assertThat(SERVED.eventId()).isEqualTo("r-7/1");
    assertThat(ServedPrediction.eventId("r-7", 0)).isEqualTo("r-7");
  }

  /** Arrays are a block of a counted number of items, then a block of none. */
  @Test
  void aServedPredictionIsASingleObjectEncoding() {
    String row = "06722D37" + "02" + "026D" + "D804" + "80A0ABFEF962";
    String logits = "04" + "0000803E" + "000080BF" + "00";
    String features = "02" + "04" + "0000803F" + "0000C07F" + "00";
    assertThat(hex(SERVED.toBytes()))
        .isEqualTo("C301" + "6BA0C7EBDB096FDC" + row + logits + features + "8C01");
    assertThat(hex(SERVED_WITHOUT_FEATURES.toBytes()))
        .isEqualTo("C301" + "6BA0C7EBDB096FDC" + row + logits + "00" + "8C01");
  }

  /** Marker C301, fingerprint, then Avro's zigzag varints, little-endian floats and strings. */
  @Test
  void bytesAreSingleObjectEncodings() {
    assertThat(hex(LEARNED.toBytes()))
        .isEqualTo("C301" + "BB521FAF2AB878FC" + LEARNED_FIELDS + "00");
    assertThat(hex(LEARNED_SET.toBytes()))
        .isEqualTo("C301" + "BB521FAF2AB878FC" + LEARNED_FIELDS + "02" + "04" + "0006" + "00");
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
    damaged(ANNOUNCEMENT.toBytes(), ModelAnnouncement::fromBytes, "not a ModelAnnouncement: ");
    damaged(SERVED.toBytes(), ServedPrediction::fromBytes, "not a ServedPrediction: ");
  }

  private interface Reader {
    Object read(byte[] bytes) throws ContractException;
  }

  private static void damaged(byte[] bytes, Reader reader, String refusal) {
    for (int i = 0; i < bytes.length; i++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
        byte[] damaged = bytes.clone();
        damaged[i] = (byte) value;
        try {
          reader.read(damaged);
        } catch (ContractException e) {
          assertThat(e).hasMessageStartingWith(refusal);
        }
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
