package io.thalweg.ingestion.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaBindingTest {
  private static final Feature COUNT = Fixtures.numeric("count", 0, 1);

  @Test
  void asksForTheNearestField() {
    assertThat(refusalOf(COUNT, COUNT2, Fixtures.numeric("amout", 0, 1)))
        .isEqualTo("features[2]: transactions.avsc has no field 'amout'; did you mean 'amount'?");
    assertThat(refusalOf(Fixtures.numeric("place.hight", 0, 1)))
        .isEqualTo(
            "features[0]: transactions.avsc has no field 'place.hight';"
                + " did you mean 'place.height'?");
  }

  private static final Feature COUNT2 =
      new Feature.Numeric(
          "count2", "count", Feature.Transform.NONE, Feature.Scaling.NONE, -1e9, 1e9);

  @Test
  void listsTheFieldsWhenNoneIsNear() {
    assertThat(refusalOf(Fixtures.numeric("zzzzzzzzz", 0, 1)))
        .isEqualTo(
            "features[0]: transactions.avsc has no field 'zzzzzzzzz'; it has id, note, time,"
                + " amount, count, kind, tags, place, ...");
  }

  @Test
  void refusesTypesThatAFeatureCannotTake() {
    assertThat(refusalOf(Fixtures.numeric("note", 0, 1)))
        .isEqualTo(
            "features[0]: transactions.avsc field 'note' is string,"
                + " want int, long, float or double");
    assertThat(refusalOf(new Feature.Flag("f", "count")))
        .isEqualTo("features[0]: transactions.avsc field 'count' is int, want boolean");
    assertThat(refusalOf(new Feature.Vector("v", "amount", 2, Feature.Scaling.NONE)))
        .isEqualTo(
            "features[0]: transactions.avsc field 'amount' is double,"
                + " want an array of int, long, float or double");
    assertThat(refusalOf(Fixtures.numeric("vector.x", 0, 1)))
        .isEqualTo(
            "features[0]: transactions.avsc field 'vector' is an array of float;"
                + " a path leads through records only");
  }

  @Test
  void refusesWhatIsNoSchema() {
    SourceSpec source = new SourceSpec("t", "t.avsc", "{\"type\": \"recrod\"}", "id", null, null);
    assertThat(refusal(source, Fixtures.LABEL, Fixtures.FEATURES))
        .startsWith("source.schema: t.avsc is not an Avro schema: ")
        .doesNotContain("\n");
  }

  @Test
  void refusesIdsAndTimesOfOtherTypes() {
    SourceSpec id = new SourceSpec("t", "t.avsc", Fixtures.SCHEMA_JSON, "amount", null, null);
    assertThat(refusal(id, Fixtures.LABEL, Fixtures.FEATURES))
        .isEqualTo("source.id: t.avsc field 'amount' is double, want string, int or long");
    SourceSpec time = new SourceSpec("t", "t.avsc", Fixtures.SCHEMA_JSON, "id", null, "count");
    assertThat(refusal(time, Fixtures.LABEL, Fixtures.FEATURES))
        .isEqualTo(
            "source.time: t.avsc field 'count' is int,"
                + " want long, timestamp-millis or timestamp-micros");
  }

  private static String refusalOf(Feature... features) {
    return refusal(Fixtures.SOURCE, Fixtures.LABEL, new FeatureSpec(List.of(features)));
  }

  private static String refusal(SourceSpec source, LabelSpec label, FeatureSpec features) {
    return catchThrowableOfType(
            BindingException.class, () -> RecordProjector.bind(source, label, features))
        .getMessage();
  }
}
