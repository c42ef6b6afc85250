package io.thalweg.cli.command;

import io.thalweg.cli.models.ReceiptText;
import io.thalweg.cli.models.Registry;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.ManifestCodec;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg models show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    header = "Show a version's receipt: what it has learned, from which records, and how.")
final class ModelsShowCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      arity = "0..1",
      description = "Its number (default: the last released version).")
  private @Nullable Long version;

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Option(names = "--json", description = "Print the manifest as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Registry registry = where.registry();
    ModelAnnouncement announced = registry.find(name, Optional.ofNullable(version));
    Manifest manifest = registry.manifest(announced);
    if (json) {
      System.out.println(new String(ManifestCodec.encode(manifest), StandardCharsets.UTF_8));
    } else {
      ReceiptText.of(announced, manifest).forEach(System.out::println);
    }
    return 0;
  }
}
