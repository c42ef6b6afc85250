package io.thalweg.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoWorkplaceTest {
  @TempDir private Path home;

  @Test
  void isEmptiedForEveryDemo() throws IOException {
    DemoWorkplace first = DemoWorkplace.prepare(home.resolve("deep/demo"));
    Files.createDirectories(first.kafka().resolve("payments-0"));
    Files.writeString(first.kafka().resolve("payments-0/log"), "of the demo before");
    DemoWorkplace second = DemoWorkplace.prepare(home.resolve("deep/demo"));
    assertThat(second.directory()).isEmptyDirectory();
  }

  @Test
  void leavesWhatASymbolicLinkPointsTo() throws IOException {
    Path mine = Files.writeString(Files.createDirectory(home.resolve("mine")).resolve("f"), "x");
    DemoWorkplace workplace = DemoWorkplace.prepare(home.resolve("demo"));
    Files.createSymbolicLink(workplace.directory().resolve("link"), mine.getParent());
    DemoWorkplace again = DemoWorkplace.prepare(home.resolve("demo"));
    assertThat(again.directory()).isEmptyDirectory();
    assertThat(mine).hasContent("x");
  }

  @Test
  void writesAPipelineFileAsAUserWouldHaveOne() throws IOException {
    DemoWorkplace workplace = DemoWorkplace.prepare(home.resolve("demo"));
    PipelineConfig pipeline = workplace.pipeline("127.0.0.1:1234", 0, 0);
    assertThat(pipeline.bootstrapServers()).isEqualTo("127.0.0.1:1234");
    assertThat(pipeline.learners()).isEqualTo(2);
    assertThat(pipeline.serving())
        .hasValue(
            new PipelineConfig.Serving(
                "127.0.0.1",
                0,
                false,
                Optional.empty(),
                Optional.of(
                    new PipelineConfig.Admin(
                        0, Optional.of(workplace.directory().resolve("tokens.yaml"))))));
    assertThat(pipeline.state()).isEqualTo(workplace.directory().resolve("state"));
    assertThat(PipelineFile.read(workplace.directory().resolve("demo.yaml"))).isEqualTo(pipeline);
  }

  @Test
  void everyFieldThatItNamesIsInTheSchemaOfTheStream() throws IOException {
    PipelineConfig pipeline =
        DemoWorkplace.prepare(home.resolve("demo")).pipeline("127.0.0.1:1234", 0, 0);
    assertThat(new Schema.Parser().parse(pipeline.source().schemaJson()))
        .isEqualTo(DemoSchemas.TRANSACTION);
    assertThat(((LabelSpec.FromTopic) pipeline.labels()).label()).isEqualTo("fraud");
    assertThat(pipeline.model().features().features())
        .allSatisfy(
            feature -> assertThat(DemoSchemas.TRANSACTION.getField(feature.field())).isNotNull());
  }
}
