package io.thalweg.cli.command;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.decode.SubjectText;
import io.thalweg.ingestion.kafka.Delivery;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.Pushed;
import io.thalweg.ingestion.kafka.RecordPusher;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.model.feature.BadValueException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code thalweg erase}. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    header = "Ask a pipeline to forget subjects: whose events are waiting, remembered or stored.",
    description = {
      "%nWrites one record for each to the pipeline's topic of erasures. A pipeline that runs heeds it"
          + " within seconds, another one once it goes on. What was learned from them stays in the"
          + " weights: thalweg models list --learned-from SUBJECT says in which versions.%n"
    })
public final class EraseCommand implements Callable<Integer> {
  private static final byte[] NO_VALUE = new byte[0];

  @Parameters(
      index = "0",
      paramLabel = "PIPELINE.yaml",
      description = "The pipeline, whose file has a section erasure.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "SUBJECT",
      description = "The value of the field that erasure.subject names.")
  private List<String> subjects = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    PipelineConfig pipeline = PipelineFile.read(file);
    String topic =
        pipeline
            .topics()
            .erasures()
            .orElseThrow(
                () ->
                    new CommandException(
                        "%s says nothing of erasure; add a section erasure with the key subject"
                            .formatted(file)));
    List<String> known = new ArrayList<>();
    for (String subject : subjects) {
      try {
        known.add(SubjectText.of(pipeline.source(), subject));
      } catch (BadValueException e) {
        throw new CommandException(e.getMessage() + "; nobody was erased");
      }
    }
    KafkaAccess.of(pipeline.bootstrapServers(), pipeline.kafka()).writes(topic).require();
    TopicAdmin.ensureCompacted(pipeline.bootstrapServers(), pipeline.kafka(), topic);
    try (Producer<byte[], byte[]> producer =
        RecordPusher.openProducer(pipeline.bootstrapServers(), pipeline.kafka())) {
      Delivery delivery = new Delivery(producer);
      for (String subject : known) {
        byte[] key = subject.getBytes(StandardCharsets.UTF_8);
        delivery.send(new ProducerRecord<>(topic, key, NO_VALUE), (records, bytes) -> {});
      }
      Pushed unused = delivery.finish((records, bytes) -> {});
    }
    System.out.printf(
        "asked for %d %s to be forgotten, on topic %s%n",
        subjects.size(), subjects.size() == 1 ? "subject" : "subjects", topic);
    return 0;
  }
}
