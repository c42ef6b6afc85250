package io.thalweg.model.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Cnn;
import io.thalweg.model.DcnV2;
import io.thalweg.model.Experts;
import io.thalweg.model.Head;
import io.thalweg.model.Images;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.OwnNetwork;
import io.thalweg.model.RandomSpecs;
import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.ImageFeature.Shape;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.model.feature.TimeFeature.Cycle;
import io.thalweg.model.feature.TimeFeature.Unit;
import io.thalweg.model.feature.VocabularyFeature;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {
  private static final String FORMAT_1 = golden(1, "");
  private static final String GOLDEN =
      golden(
          2,
          """
          ,"preview":true,
          "provenance":{"learners":3,"deterministic":true,"kernel":"some-kernel 1.2, 1 thread",
          "seeds":{"model":-42,"replay":5},
          "fingerprints":{"features":"SHA","pipeline":"SHA","spec":"SHA"},
          "offsets":{"events":{"0":{"from":0,"to":12},"10":{"from":3,"to":4}},
          "labels":{"0":{"from":0,"to":9}}},
          "trainedThrough":{"events":{"0":11}}}\
          """);

  private static String golden(int formatVersion, String sinceFormat2) {
    return """
    {"formatVersion":FORMAT,
    "spec":{"name":"payments","seed":-42,"head":{"type":"multiclass","classes":2},
    "hidden":[{"units":3,"activation":"tanh"}],
    "features":[
    {"name":"amount","field":"amount","type":"numeric","transform":"log1p",
    "scaling":"standardize","min":0.0},
    {"name":"merchant","field":"merchant_category","type":"categorical","buckets":2},
    {"name":"present","field":"present","type":"flag"},
    {"name":"embedding","field":"embedding","type":"vector","size":2,"scaling":"none"}]},
    "version":7,"parentSha256":"SHA","createdAtMillis":1700000000000,"round":12,"steps":345,
    "examplesTrained":6789SINCE_FORMAT_2,
    "metrics":{"accuracy":0.3333333333333333,"empty":null,"logloss":0.30000000000000004},
    "files":{"model.onnx":{"sha256":"SHA","sizeBytes":99}},
    "parity":{"inputs":[[0.10000000149011612,0.0,1.0,null,-0.0,1.401298464324817E-45]],
    "outputs":[[0.25,0.75]]},
    "readyTimesMillis":[1,9223372036854775807]}
    """
        .replace("FORMAT,", formatVersion + ",")
        .replace("SINCE_FORMAT_2", sinceFormat2)
        .replace("SHA\"", Manifests.SHA + "\"")
        .replace("\n", "");
  }

  @Test
  void writesExactlyTheseBytes() {
    assertThat(ManifestCodec.encode(Manifests.MANIFEST)).asString(UTF_8).isEqualTo(GOLDEN);
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    assertThat(ManifestCodec.decode(GOLDEN.getBytes(UTF_8))).isEqualTo(Manifests.MANIFEST);
  }

  @Test
  void format1WhichKnewNoProvenanceIsRead() throws Exception {
    assertThat(ManifestCodec.decode(FORMAT_1.getBytes(UTF_8))).isEqualTo(Manifests.OF_FORMAT_1);
    byte[] now = ManifestCodec.encode(Manifests.OF_FORMAT_1);
    assertThat(ManifestCodec.decode(now)).isEqualTo(Manifests.OF_FORMAT_1);
  }

  @Test
  void theShareOfNegativesThatWasLearnedIsSaidWhereItIsNotAll() throws Exception {
    assertThat(Manifests.MANIFEST.provenance().negativesKept()).isOne();
    assertThat(GOLDEN).doesNotContain("negativesKept");
    String sampled =
        GOLDEN.replace(
            "\"seeds\":{\"model\":-42", "\"negativesKept\":0.25,\"seeds\":{\"model\":-42");
    Manifest read = ManifestCodec.decode(sampled.getBytes(UTF_8));
    assertThat(read.provenance().negativesKept()).isEqualTo(0.25);
    assertThat(new String(ManifestCodec.encode(read), UTF_8)).isEqualTo(sampled);
    assertRefused(
        sampled.replace("0.25,\"seeds", "0,\"seeds"),
        "manifest.provenance.negativesKept: 0.0, want above 0 and at most 1");
  }

  @Test
  void whatFormat2HadNoWordsForIsWrittenInFormat3() throws Exception {
    Dense layer = new Dense(3, Activation.GELU, true, 0.25f, true);
    String json =
        golden(3, "")
            .replace(
                "[{\"units\":3,\"activation\":\"tanh\"}]",
                "[{\"units\":3,\"activation\":\"gelu\",\"layerNorm\":true,\"dropout\":0.25,"
                    + "\"residual\":true}]");

    ModelSpec spec = ManifestCodec.decode(json.getBytes(UTF_8)).spec();

    assertThat(spec.hidden()).containsExactly(layer);
    Manifest m = Manifests.OF_FORMAT_1;
    Manifest written =
        new Manifest(
            spec,
            m.version(),
            m.parentSha256(),
            m.createdAtMillis(),
            m.round(),
            m.steps(),
            m.examplesTrained(),
            m.metrics(),
            m.files(),
            m.parity(),
            m.readyTimesMillis());
    assertThat(ManifestCodec.encode(written))
        .asString(UTF_8)
        .isEqualTo(json.replace(",\"metrics\"", ",\"preview\":false,\"metrics\""));
  }

  @Test
  void anArchitectureIsFixedAsItIsWritten() throws Exception {
    String json =
        golden(3, "")
            .replace("\"buckets\":2", "\"buckets\":5,\"embedding\":4")
            .replace(
                ",\"features\":[",
                ",\"architecture\":{\"type\":\"dcn-v2\",\"crossLayers\":3,\"rank\":2,"
                    + "\"structure\":\"parallel\"},\"features\":[")
            .replace("[[0.10000000149011612,0.0,", "[[0.10000000149011612,");

    ModelSpec spec = ManifestCodec.decode(json.getBytes(UTF_8)).spec();

    assertThat(spec.architecture())
        .isEqualTo(
            new DcnV2(3, 2, DcnV2.Structure.PARALLEL, List.of(new Dense(3, Activation.TANH))));
    assertThat(spec.features().features().get(1))
        .isEqualTo(new Feature.Categorical("merchant", "merchant_category", 5, 4));
  }

  @Test
  void historiesThatLookAtWhenEventsWereAreWrittenInFormat5() throws Exception {
    String json =
        golden(5, "")
            .replaceFirst(
                "\\{\"name\":\"amount\".*?}",
                "{\"name\":\"amount\",\"field\":\"x\",\"type\":\"history\",\"of\":\"field\","
                    + "\"aggregate\":\"rate\",\"over\":9,\"lag\":1,\"scaling\":\"none\","
                    + "\"withinMillis\":60000,\"transform\":\"log1p\"}");

    Manifest manifest = ManifestCodec.decode(json.getBytes(UTF_8));

    assertThat(manifest.spec().features().features().get(0))
        .isEqualTo(
            new Feature.History(
                "amount",
                Feature.History.Of.FIELD,
                "x",
                Feature.History.Aggregate.RATE,
                9,
                1,
                Feature.Scaling.NONE,
                Feature.Transform.LOG1P,
                60_000));
    assertThat(ManifestCodec.encode(manifest))
        .asString(UTF_8)
        .isEqualTo(json.replace(",\"metrics\"", ",\"preview\":false,\"metrics\""));
  }

  @Test
  void furtherFeaturesAreFixedAsTheyAreWritten() throws Exception {
    String features =
        """
        {"name":"amount","field":"amount","type":"numeric","transform":"log1p",
        "scaling":"standardize","min":0.0,"clipLow":1.0,"clipHigh":2.5},
        {"name":"fee","field":"fee","type":"numeric","transform":"none",
        "scaling":"none","quantiles":20,"settleAfter":500},
        {"name":"city","field":"town","type":"vocabulary","size":9,"admitAfter":3,"expireAfter":7,
        "embedding":2},
        {"name":"merchant","field":"merchant_category","type":"categorical","buckets":2},
        {"name":"shop","field":"shop","type":"categorical","buckets":3},
        {"name":"both","field":"","type":"cross","of":["merchant","shop"],"buckets":9,"embedding":4},
        {"name":"tags","field":"t","type":"multi_valued","buckets":7,"max":5,"combine":"sum"},
        {"name":"title","field":"t","type":"text","ngrams":"characters","n":3,"letters":"lowered",
        "buckets":8,"max":6,"combine":"mean","embedding":2},
        {"name":"at","field":"t","type":"time","cycles":["hour_of_day","day_of_week"],
        "zone":"Europe/Zurich","unit":"millis"},
        {"name":"photo","field":"t","type":"image","channels":3,"height":4,"width":5,
        "scaling":"none"}\
        """
            .replace("\n", "");
    String before = golden(4, "");
    String json =
        before.substring(0, before.indexOf("{\"name\":\"amount\""))
            + features
            + before.substring(before.indexOf("]},\"version\":7"));
    json =
        json.replaceAll(
            "\"parity\":.*]]},\"readyTimes",
            "\"parity\":{\"inputs\":[],\"outputs\":[]},\"readyTimes");

    Manifest manifest = ManifestCodec.decode(json.getBytes(UTF_8));

    double none = Double.POSITIVE_INFINITY;
    assertThat(manifest.spec().features().features())
        .containsExactly(
            new Feature.Numeric(
                "amount",
                "amount",
                Feature.Transform.LOG1P,
                Feature.Scaling.STANDARDIZE,
                0,
                none,
                new Feature.Clip(1, 2.5)),
            new Feature.Numeric(
                "fee",
                "fee",
                Feature.Transform.NONE,
                Feature.Scaling.NONE,
                -none,
                none,
                Feature.Clip.NONE,
                new Feature.Quantiles(20, 500)),
            new VocabularyFeature("city", "town", 9, 3, 7, 2),
            new Feature.Categorical("merchant", "merchant_category", 2),
            new Feature.Categorical("shop", "shop", 3),
            new CrossFeature("both", List.of("merchant", "shop"), 9, 4),
            new MultiValuedFeature("tags", "t", 7, 5, Combine.SUM, 0),
            new TextFeature(
                "title", "t", Ngrams.CHARACTERS, 3, Letters.LOWERED, 8, 6, Combine.MEAN, 2),
            new TimeFeature(
                "at",
                "t",
                List.of(Cycle.HOUR_OF_DAY, Cycle.DAY_OF_WEEK),
                ZoneId.of("Europe/Zurich"),
                Unit.MILLIS),
            new ImageFeature("photo", "t", new Shape(3, 4, 5), Feature.Scaling.NONE));
    assertThat(ManifestCodec.encode(manifest))
        .asString(UTF_8)
        .isEqualTo(json.replace(",\"metrics\"", ",\"preview\":false,\"metrics\""));
    assertRefused(
        json.replace("Europe/Zurich", "Mars"),
        "manifest.spec.features[8].zone: unknown value 'Mars'");
    assertRefused(
        json.replace("day_of_week", "monday"),
        "manifest.spec.features[8].cycles[1]: unknown value 'monday'");
  }

  @Test
  void aHeadOfLabelsIsFixedAsItIsWritten() throws Exception {
    String json =
        golden(3, "")
            .replace(
                "{\"type\":\"multiclass\",\"classes\":2}",
                "{\"type\":\"multilabel\",\"labels\":2,\"names\":[\"sports\",\"politics\"]}");

    ModelSpec spec = ManifestCodec.decode(json.getBytes(UTF_8)).spec();

    assertThat(spec.head()).isEqualTo(new Head.Multilabel(List.of("sports", "politics")));
    String unnamed = json.replace(",\"names\":[\"sports\",\"politics\"]", "");
    assertThat(ManifestCodec.decode(unnamed.getBytes(UTF_8)).spec().head())
        .isEqualTo(new Head.Multilabel(2));
    assertRefused(json.replace(",\"politics\"", ""), "manifest: 1 names of 2 labels");
  }

  @Test
  void aCnnIsFixedAsItIsWritten() throws Exception {
    String json =
        golden(3, "")
            .replace(
                ",\"features\":[",
                ",\"architecture\":{\"type\":\"cnn\",\"image\":\"embedding\",\"channels\":2,"
                    + "\"height\":1,\"width\":1,\"convolutions\":[{\"filters\":4,\"kernel\":3,"
                    + "\"stride\":2,\"padding\":1,\"activation\":\"silu\",\"pool\":1}]},"
                    + "\"features\":[");

    assertThat(ManifestCodec.decode(json.getBytes(UTF_8)).spec().architecture())
        .isEqualTo(
            new Cnn(
                "embedding",
                new Images(2, 1, 1),
                List.of(new Cnn.Convolution(4, new Images.Window(3, 2, 1), Activation.SILU, 1)),
                List.of(new Dense(3, Activation.TANH))));
  }

  @Test
  void expertsAreFixedAsTheyAreWritten() throws Exception {
    String architecture = ",\"architecture\":{\"type\":\"experts\",\"count\":5,\"lateral\":true}";
    String json = golden(3, "").replace(",\"features\":[", architecture + ",\"features\":[");

    Manifest manifest = ManifestCodec.decode(json.getBytes(UTF_8));

    assertThat(manifest.spec().architecture())
        .isEqualTo(new Experts(List.of(new Dense(3, Activation.TANH)), 5, true));
    assertThat(ManifestCodec.encode(manifest)).asString(UTF_8).contains(architecture);
    assertRefused(
        json.replace("\"count\":5", "\"count\":1"), "manifest: experts=1, want 2 or more");
  }

  @Test
  void aNetworkOfTheUsersIsReadWithoutItsClass() throws Exception {
    String json =
        golden(3, "")
            .replace(
                "\"hidden\":[{\"units\":3,\"activation\":\"tanh\"}],",
                "\"hidden\":[],\"architecture\":{\"type\":\"block\",\"class\":\"com.acme.Net\"},");

    Manifest manifest = ManifestCodec.decode(json.getBytes(UTF_8));

    assertThat(manifest.spec().architecture()).isEqualTo(OwnNetwork.named("com.acme.Net"));
    assertThat(ManifestCodec.decode(ManifestCodec.encode(manifest))).isEqualTo(manifest);
  }

  @Test
  void randomSpecsAndFloatsSurviveTheRoundTrip() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ModelSpec spec = RandomSpecs.spec(random);
      List<Float> input =
          random
              .ints(spec.inputWidth())
              .mapToObj(Float::intBitsToFloat)
              .map(x -> Float.isInfinite(x) ? 1f : x)
              .toList();
      List<Float> output = random.doubles(spec.head().outputs()).mapToObj(x -> (float) x).toList();
      Manifest manifest =
          new Manifest(
              spec,
              seed,
              null,
              random.nextLong(),
              0,
              0,
              0,
              Map.of("m", random.nextGaussian()),
              Map.of(),
              new Manifest.Parity(List.of(input), List.of(output)),
              List.of());

      assertThat(ManifestCodec.decode(ManifestCodec.encode(manifest)))
          .as("seed=%d", seed)
          .isEqualTo(manifest);
    }
  }

  @Test
  void refusesAnotherFormatVersionWithBothNumbers() {
    assertRefused(
        GOLDEN.replace("\"formatVersion\":2", "\"formatVersion\":6"),
        "manifest has format version 6, this release of Thalweg reads 1 to 5");
  }

  @Test
  void saysWhereTheFormatIsBroken() {
    assertRefused("[]", "manifest: want object, found array []");
    assertRefused("{}", "manifest: there is no 'formatVersion'");
    assertRefused(
        GOLDEN.replace("\"buckets\":2", "\"buckets\":2.5"),
        "manifest.spec.features[1].buckets: 2.5 is no 64-bit integer");
    assertRefused(
        GOLDEN.replace("\"tanh\"", "\"swish\""),
        "manifest.spec.hidden[0].activation: unknown value 'swish'");
    assertRefused(
        GOLDEN.replace("\"buckets\":2", "\"buckets\":3"),
        "manifest: parity: 1 inputs and 1 outputs, want as many of both with 7 and 2 columns");
    assertRefused(
        GOLDEN.replace("\"units\":3", "\"units\":0"), "manifest: units=0, want 1 or more");
    assertRefused(
        GOLDEN.replace("\"round\":12", "\"version\":8"),
        "manifest is no JSON: Duplicate field 'version'");
  }

  @Test
  void saysWhereTheProvenanceIsBroken() {
    assertRefused(
        GOLDEN.replace("\"10\":", "\"ten\":"),
        "manifest.provenance.offsets.events: 'ten' is no partition");
    assertRefused(
        GOLDEN.replace("\"from\":3", "\"from\":5"),
        "manifest: offsets from 5 to 4: want 0 or more, in their order");
    assertRefused(
        GOLDEN.replace("\"deterministic\":true", "\"deterministic\":1"),
        "manifest.provenance.deterministic: want boolean, found number 1");
  }

  @Test
  void refusesTruncatedBytesAndBytesBehindTheEnd() {
    for (int length = 0; length < GOLDEN.length(); length += 13) {
      String truncated = GOLDEN.substring(0, length);
      assertThatThrownBy(() -> ManifestCodec.decode(truncated.getBytes(UTF_8)))
          .isInstanceOf(ArtifactException.class);
    }
    assertThatThrownBy(() -> ManifestCodec.decode((GOLDEN + "{}").getBytes(UTF_8)))
        .isInstanceOf(ArtifactException.class);
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> ManifestCodec.decode(json.getBytes(UTF_8)))
        .isInstanceOf(ArtifactException.class)
        .hasMessage(message);
  }
}
