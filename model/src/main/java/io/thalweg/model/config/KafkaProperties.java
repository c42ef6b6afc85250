package io.thalweg.model.config;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Properties of Kafka's clients, under their own names. A value may name a secret instead of being
 * one: {@code ${env:NAME}}, {@code ${file:PATH:KEY}} or {@code ${directory:PATH:FILE}}. Kafka
 * resolves it in each client, so that what is passed on and kept is the name. Stateless.
 */
public final class KafkaProperties {
  private static final String PROVIDERS = "config.providers";
  private static final String PACKAGE = "org.apache.kafka.common.config.provider.";
  private static final Map<String, String> KNOWN =
      Map.of(
          "env", PACKAGE + "EnvVarConfigProvider",
          "file", PACKAGE + "FileConfigProvider",
          "directory", PACKAGE + "DirectoryConfigProvider");
  private static final Pattern NAMED = Pattern.compile("\\$\\{(env|file|directory):([^}]*)}");

  private KafkaProperties() {}

  /**
   * Reads a section {@code kafka}, every key of it.
   *
   * @throws ConfigException where {@code bootstrap.servers} isn't there, or a variable that is
   *     named
   */
  public static Map<String, String> read(ConfigNode kafka) {
    return read(kafka, name -> System.getenv(name) != null);
  }

  static Map<String, String> read(ConfigNode kafka, Predicate<String> isSet) {
    kafka.string("bootstrap.servers");
    Map<String, String> properties = new HashMap<>();
    for (String key : kafka.keys()) {
      ConfigNode value = kafka.required(key);
      if (!value.isScalar()) {
        throw value.refuse("one text", "no single value"); // which may be a secret
      }
      requireSet(value, isSet);
      properties.put(key, value.string());
    }
    return resolvable(properties);
  }

  private static void requireSet(ConfigNode value, Predicate<String> isSet) {
    Matcher named = NAMED.matcher(value.string());
    while (named.find()) {
      if (named.group(1).equals("env") && !isSet.test(named.group(2))) {
        throw value.refuse(
            "the name of a variable that is exported, or export it",
            named.group() + ", which isn't in the environment");
      }
    }
  }

  /** The same, with the providers of the secrets that values name, unless it has its own. */
  public static Map<String, String> resolvable(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    if (properties.containsKey(PROVIDERS)) {
      return all;
    }
    for (String value : properties.values()) {
      Matcher named = NAMED.matcher(value);
      while (named.find()) {
        String provider = named.group(1);
        all.put(PROVIDERS + "." + provider + ".class", KNOWN.get(provider));
        all.merge(PROVIDERS, provider, KafkaProperties::joined);
      }
    }
    return all;
  }

  private static String joined(String providers, String more) {
    return ("," + providers + ",").contains("," + more + ",") ? providers : providers + "," + more;
  }
}
