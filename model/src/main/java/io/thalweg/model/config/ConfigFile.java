package io.thalweg.model.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens configuration files: YAML 1.1 in UTF-8, one document, at most 1 MiB. Stateless. */
public final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /** The root mapping of the file. */
  public static ConfigNode read(Path path) {
    String name = String.valueOf(path.getFileName());
    if (Files.isDirectory(path)) {
      throw new ConfigException("%s is a directory; name the file in it".formatted(path));
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigException(
            name, 1, "the file is longer than %d bytes; shorten it".formatted(MAX_BYTES));
      }
      return parse(
          name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new ConfigException(name, 1, "the file is no UTF-8; save it as UTF-8");
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no file %s; check the path".formatted(path));
    } catch (IOException e) {
      throw new ConfigException(
          "%s can't be read: %s; check its path and permissions"
              .formatted(path, e.getClass().getSimpleName()));
    }
  }

  /**
   * The root mapping of a text.
   *
   * @param name of the file, for messages
   */
  public static ConfigNode parse(String name, String yaml) {
    ConfigNode root = YamlReader.read(name, yaml);
    if (!root.isMapping()) {
      throw root.refuse("a mapping of keys to values");
    }
    return root;
  }
}
