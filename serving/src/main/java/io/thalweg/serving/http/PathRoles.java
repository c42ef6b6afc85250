package io.thalweg.serving.http;

import io.thalweg.serving.access.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the paths of a port ask of who asks for them: one table, of which the first row that fits
 * counts. Immutable.
 */
public final class PathRoles {
  private static final String ANY = "*";
  private static final String REST = "**";
  private static final String GET = "GET";

  /** The port that answers requests: reading is enough for all of it. */
  static final PathRoles MAIN =
      new PathRoles(
          List.of(
              open("/v2/health/**"),
              open("/grpc.health.v1.Health/**"),
              open("/inference.GRPCInferenceService/ServerLive"),
              open("/inference.GRPCInferenceService/ServerReady"),
              read("/**")));

  /** The port for those who run the server, browsers among them. */
  static final PathRoles ADMIN =
      new PathRoles(
          List.of(
              open("/v2/health/**"),
              read("/metrics"),
              new Row("/console/api/**", false, Role.READ, true),
              new Row("/console/**", false, null, true),
              new Row("/", false, null, true),
              new Row("/v1/**", false, Role.READ, true),
              new Row("/v2/models/*/rollout/**", true, Role.ADMIN, true),
              new Row("/v2/**", false, Role.READ, true),
              new Row("/**", false, Role.ADMIN, true)));

  private final List<Row> rows;

  private PathRoles(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * What a request needs.
   *
   * @param role null: nothing
   * @param isOfBrowsers whether pages of others must not ask for it
   */
  record Need(@Nullable Role role, boolean isOfBrowsers) {}

  /**
   * A row of the table.
   *
   * @param path {@code *} is one segment, {@code **} the rest, none or more
   * @param ofChanges whether only requests that aren't GET fit
   */
  private record Row(String path, boolean ofChanges, @Nullable Role role, boolean isOfBrowsers) {
    boolean fits(String method, List<String> asked) {
      if (ofChanges && method.equals(GET)) {
        return false;
      }
      List<String> segments = RouteTable.segments(path);
      for (int i = 0; i < segments.size(); i++) {
        String segment = segments.get(i);
        if (segment.equals(REST)) {
          return true;
        }
        if (i >= asked.size() || !(segment.equals(ANY) || segment.equals(asked.get(i)))) {
          return false;
        }
      }
      return asked.size() == segments.size();
    }
  }

  private static Row open(String path) {
    return new Row(path, false, null, false);
  }

  private static Row read(String path) {
    return new Row(path, false, Role.READ, false);
  }

  /** What a request for this path needs, cut at its slashes as routes are. */
  Need of(String method, String path) {
    List<String> asked = RouteTable.segments(path);
    for (Row row : rows) {
      if (row.fits(method, asked)) {
        return new Need(row.role(), row.isOfBrowsers());
      }
    }
    throw new IllegalStateException("no row for " + path);
  }
}
