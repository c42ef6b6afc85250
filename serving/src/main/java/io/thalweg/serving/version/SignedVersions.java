package io.thalweg.serving.version;

import io.thalweg.model.signature.TrustedKeys;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;

/** Refuses what no trusted key has signed before anything of it is read. Thread-safe. */
public final class SignedVersions implements VersionLoader {
  private final TrustedKeys trusted;
  private final VersionLoader loader;

  /**
   * Loads what is signed.
   *
   * @param trusted none: whatever is announced
   */
  public SignedVersions(TrustedKeys trusted, VersionLoader loader) {
    this.trusted = trusted;
    this.loader = loader;
  }

  @Override
  public Servable load(ModelAnnouncement announcement) throws IOException, VersionRefusedException {
    if (!trusted.keys().isEmpty()) {
      String signature = announcement.signature();
      if (signature == null) {
        throw new VersionRefusedException(
            "it isn't signed, and versions.trusted-keys asks for a signature");
      }
      if (!trusted.haveSigned(announcement.manifestSha256(), signature)) {
        throw new VersionRefusedException(
            "its signature is by none of the %d keys in versions.trusted-keys"
                .formatted(trusted.keys().size()));
      }
    }
    return loader.load(announcement);
  }
}
