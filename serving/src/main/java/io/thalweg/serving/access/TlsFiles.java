package io.thalweg.serving.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The PEM texts of a certificate and its key, which fit each other. Immutable.
 *
 * @param clientCa null: clients show no certificates
 */
public record TlsFiles(String certificate, String key, @Nullable String clientCa) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /**
   * Reads the files and tries whether the key is the certificate's.
   *
   * @throws TlsException when one of them can't be used
   */
  public static TlsFiles read(TlsConfig config) {
    String certificate = text("tls.certificate", config.certificate());
    String key = text("tls.key", config.key());
    X509Certificate own = certificate("tls.certificate", config.certificate(), certificate);
    requireInTime(config.certificate(), own);
    PublicKey shown = own.getPublicKey();
    requirePair(config, shown, privateKey(config.key(), key, shown.getAlgorithm()));
    Path ca = config.clientCa();
    if (ca == null) {
      return new TlsFiles(certificate, key, null);
    }
    String clientCa = text("tls.client-ca", ca);
    certificate("tls.client-ca", ca, clientCa);
    return new TlsFiles(certificate, key, clientCa);
  }

  private static String text(String name, Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsException("%s: there is no file %s; check the path".formatted(name, file));
    } catch (IOException e) {
      throw new TlsException(
          "%s: %s can't be read: %s; check its path and permissions"
              .formatted(name, file, e.getClass().getSimpleName()));
    }
  }

  /** The first of those in a file, all of which must be certificates. */
  private static X509Certificate certificate(String name, Path file, String pem) {
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
      if (!all.isEmpty()) {
        return (X509Certificate) all.iterator().next();
      }
    } catch (CertificateException e) {
      throw noCertificate(name, file);
    }
    throw noCertificate(name, file);
  }

  private static TlsException noCertificate(String name, Path file) {
    return new TlsException(
        "%s: %s holds no certificate; write a PEM file with -----BEGIN CERTIFICATE-----"
            .formatted(name, file));
  }

  private static void requireInTime(Path file, X509Certificate c) {
    Instant from = c.getNotBefore().toInstant();
    Instant to = c.getNotAfter().toInstant();
    Instant now = Instant.now();
    if (now.isAfter(to) || now.isBefore(from)) {
      throw new TlsException(
          "tls.certificate: the one of %s in %s holds from %s to %s; renew it"
              .formatted(c.getSubjectX500Principal(), file, from, to));
    }
  }

  private static PrivateKey privateKey(Path file, String pem, String algorithm) {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      throw new TlsException(
          "tls.key: %s holds no -----BEGIN PRIVATE KEY-----; convert it with openssl pkcs8 -topk8 -nocrypt -in %s"
              .formatted(file, file));
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(found.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(
          "tls.key: %s holds no %s key, which the certificate asks for".formatted(file, algorithm));
    }
  }

  private static void requirePair(TlsConfig config, PublicKey shown, PrivateKey key) {
    String scheme =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    boolean pair;
    try {
      Signature signature = Signature.getInstance(scheme);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(probe);
      pair = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      pair = false;
    }
    if (!pair) {
      throw new TlsException(
          "tls.key: %s isn't the key of the certificate in %s; name the two of one pair"
              .formatted(config.key(), config.certificate()));
    }
  }
}
