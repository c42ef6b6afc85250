package io.thalweg.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.models.LearnedFrom;
import io.thalweg.cli.models.Registry;
import io.thalweg.cli.models.SubjectTrace;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.schemas.ModelAnnouncement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg models list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    header = "List the versions of a model in their order: of the pipeline's, or the named one.")
final class ModelsListCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The model.")
  private @Nullable String name;

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Option(names = "--all", description = "List the versions of all models on the log.")
  private boolean all;

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Option(
      names = "--learned-from",
      paramLabel = "SUBJECT",
      description =
          "Only versions that have learned from this subject, or may have: erasure.subject of the"
              + " pipeline says what a subject is. Reads the whole topic of events.")
  private @Nullable String subject;

  @Override
  public Integer call() throws Exception {
    if (all && (name != null || subject != null)) {
      throw new CommandException(
          "--all lists every model; leave it out, or the name and --learned-from");
    }
    Registry registry = where.registry();
    if (subject != null) {
      return listLearnedFrom(registry, subject);
    }
    Optional<String> model =
        all ? Optional.empty() : Optional.ofNullable(name).or(where::pipelineName);
    List<ModelAnnouncement> found =
        model.isPresent() ? registry.announcements(model.get()) : registry.announcements();
    if (json) {
      System.out.println(json(found));
      return 0;
    }
    found.forEach(a -> System.out.println(line(a)));
    return 0;
  }

  private static String line(ModelAnnouncement a) {
    return "%s %d %s %s %s"
        .formatted(
            a.model(),
            a.version(),
            a.preview() ? "preview " : "released",
            Instant.ofEpochMilli(a.announcedAtMillis()),
            a.manifestSha256());
  }

  private int listLearnedFrom(Registry registry, String subject) throws TopicException {
    PipelineConfig pipeline =
        where.pipeline("--learned-from needs to know what a subject is and where the events are");
    if (pipeline.source().subject() == null) {
      throw new CommandException(
          "the pipeline says nothing of subjects; add a section erasure with the key subject");
    }
    if (name != null && !name.equals(pipeline.name())) {
      throw new CommandException(
          "the pipeline's model is '%s', not '%s'; leave the name out"
              .formatted(pipeline.name(), name));
    }
    List<ModelAnnouncement> all = registry.announcements(pipeline.name());
    LearnedFrom found = LearnedFrom.of(SubjectTrace.read(pipeline, subject), registry, all);
    if (json) {
      ArrayNode array =
          json(found.versions().stream().map(LearnedFrom.Version::announced).toList());
      for (int i = 0; i < array.size(); i++) {
        ((ObjectNode) array.get(i)).put("certain", found.versions().get(i).certain());
      }
      System.out.println(array);
    } else {
      found
          .versions()
          .forEach(
              v ->
                  System.out.println(
                      line(v.announced()) + (v.certain() ? " learned" : " may have learned")));
    }
    found.unknown().ifPresent(System.err::println);
    return 0;
  }

  private static ArrayNode json(List<ModelAnnouncement> all) {
    ArrayNode array = JSON.createArrayNode();
    for (ModelAnnouncement a : all) {
      array
          .addObject()
          .put("model", a.model())
          .put("version", a.version())
          .put("preview", a.preview())
          .put("announced_at_millis", a.announcedAtMillis())
          .put("manifest_sha256", a.manifestSha256());
    }
    return array;
  }
}
