package io.thalweg.serving.version;

import java.util.regex.Pattern;

/** Names that stand where a version's number can stand. Stateless. */
public final class Alias {
  /** The newest version that is loaded; it moves by itself. */
  public static final String LATEST = "latest";

  /** What requests without a version get, where it is assigned. */
  public static final String CHAMPION = "champion";

  /** What is to become the champion. */
  public static final String CANARY = "canary";

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  private Alias() {}

  /**
   * Checks that a version can be assigned to the name.
   *
   * @return the name
   * @throws IllegalArgumentException with one line for the user when it can't
   */
  public static String require(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no alias: write a lower-case letter, then at most 63 letters, digits and hyphens"
              .formatted(name));
    }
    if (name.equals(LATEST)) {
      throw new IllegalArgumentException(
          "the alias 'latest' moves by itself; to stay on a version assign '%s'"
              .formatted(CHAMPION));
    }
    return name;
  }
}
