package io.lonejupiter.apiserver.security;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.ClusterSecrets;
import io.lonejupiter.apiserver.access.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;

/**
 * The secrets of a cluster in a directory, readable by its owner alone: {@code ca.crt}, {@code
 * ca.key} and {@code token}.
 */
public final class AccessFiles {
  private static final int SHORTEST_TOKEN = 16;

  private final Path directory;

  public AccessFiles(Path directory) {
    this.directory = directory;
  }

  private Path caCertificate() {
    return directory.resolve("ca.crt");
  }

  private Path caKey() {
    return directory.resolve("ca.key");
  }

  private Path token() {
    return directory.resolve("token");
  }

  /**
   * What is there; what is not is made anew, but not written.
   *
   * @throws IOException a file cannot be read, or is not what it should be
   */
  public ClusterSecrets readOrCreate(Instant now) throws IOException {
    String token = readToken().orElseGet(Tokens::create);
    if (!Files.exists(caCertificate()) || !Files.exists(caKey())) {
      var made = CertificateAuthority.create(now);
      return new ClusterSecrets(made.certificate(), made.key(), token);
    }
    var secrets =
        new ClusterSecrets(Files.readString(caCertificate()), Files.readString(caKey()), token);
    try {
      CertificateAuthority.of(secrets.caCertificate(), secrets.caKey());
      return secrets;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          caCertificate()
              + " and ca.key are no authority; delete both to have one made anew: "
              + e.getMessage(),
          e);
    }
  }

  private Optional<String> readToken() throws IOException {
    if (!Files.exists(token())) {
      return Optional.empty();
    }
    String text = Files.readString(token()).strip();
    if (text.length() < SHORTEST_TOKEN) {
      throw new IOException(
          token()
              + " holds no token (at least "
              + SHORTEST_TOKEN
              + " characters); delete it to get a new one");
    }
    return Optional.of(text);
  }

  /** Writes what differs. */
  public void write(ClusterSecrets secrets) throws IOException {
    PrivateFiles.writeIfOther(caKey(), secrets.caKey());
    PrivateFiles.writeIfOther(caCertificate(), secrets.caCertificate());
    PrivateFiles.writeIfOther(token(), secrets.adminToken() + "\n");
  }

  /** A cluster of one server, whose only user is the admin. */
  public AccessSource onlyAdmin(Instant now) throws IOException {
    ClusterSecrets secrets = readOrCreate(now);
    write(secrets);
    return new AccessSource() {
      @Override
      public ClusterSecrets secrets() {
        return secrets;
      }

      @Override
      public Credentials credentials() {
        return Credentials.NONE;
      }

      @Override
      public void onChange(Runnable listener) {
        // Nothing ever changes.
      }
    };
  }
}
