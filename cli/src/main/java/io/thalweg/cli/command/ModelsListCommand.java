package io.thalweg.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.thalweg.cli.models.Registry;
import io.thalweg.schemas.ModelAnnouncement;
import java.time.Instant;
import java.util.List;
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
    header = "List the versions of a model, or of all models, in their order.")
final class ModelsListCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The model.")
  private @Nullable String name;

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Option(names = "--json", description = "Print one JSON array.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Registry registry = where.registry();
    List<ModelAnnouncement> all =
        name == null ? registry.announcements() : registry.announcements(name);
    if (json) {
      System.out.println(json(all));
      return 0;
    }
    for (ModelAnnouncement a : all) {
      System.out.printf(
          "%s %d %s %s %s%n",
          a.model(),
          a.version(),
          a.preview() ? "preview " : "released",
          Instant.ofEpochMilli(a.announcedAtMillis()),
          a.manifestSha256());
    }
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
