package io.thalweg.cli.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Who signs certificates of a test, by the JDK's keytool; all of it in one key store. */
public final class TestAuthority {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ROOT = "root";

  private final Path directory;
  private final Path store;

  private TestAuthority(Path directory, Path store) {
    this.directory = directory;
    this.store = store;
  }

  public static TestAuthority make(Path directory, String name) throws Exception {
    TestAuthority authority = new TestAuthority(directory, directory.resolve(name + ".p12"));
    authority.keytool(ROOT, List.of("-dname", "CN=" + name, "-ext", "bc:c"));
    return authority;
  }

  /** Its own certificate, which those trust who trust what it signs. */
  public Path certificate() throws IOException, GeneralSecurityException {
    return Files.writeString(
        directory.resolve(store.getFileName() + ".ca.pem"),
        pem("CERTIFICATE", keys().getCertificate(ROOT).getEncoded()));
  }

  /** A key and, behind it, the certificate that this authority has signed. */
  public Path sign(String name, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", ROOT));
    all.addAll(List.of(options));
    keytool(name, all);
    KeyStore keys = keys();
    StringBuilder text =
        new StringBuilder(pem("PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded()));
    for (Certificate certificate : keys.getCertificateChain(name)) {
      text.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return Files.writeString(directory.resolve(name + ".pem"), text);
  }

  private void keytool(String alias, List<String> options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-alias",
                alias));
    command.addAll(options);
    Path log = directory.resolve(alias + ".log");
    Process keytool =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (keytool.waitFor() != 0) {
      throw new IOException(Files.readString(log));
    }
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static String pem(String type, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, text, type);
  }
}
