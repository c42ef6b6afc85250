package io.thalweg.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote, and the Java that runs it. Immutable. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in == null) {
        throw new IOException("build.properties is missing from the class path");
      }
      build.load(in);
    }
    return new String[] {
      "thalweg " + build.getProperty("version"),
      "Java " + Runtime.version() + ", ${os.name} ${os.arch}"
    };
  }
}
