package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The certificate of one server, kept in its directory as {@code server.crt} and {@code
 * server.key}. It is made anew when it is missing or unreadable, lacks a name, nears its end, or is
 * of another authority.
 */
public final class ServerCertificate {
  private static final Duration LIFE = Duration.ofDays(90);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private final Path directory;
  private final CertificateAuthority authority;
  private final List<String> names;

  /**
   * @param names IP addresses and host names that clients reach the server by
   */
  public ServerCertificate(Path directory, CertificateAuthority authority, List<String> names) {
    this.directory = directory;
    this.authority = authority;
    this.names = List.copyOf(names);
  }

  public Path certificate() {
    return directory.resolve("server.crt");
  }

  public Path key() {
    return directory.resolve("server.key");
  }

  /**
   * Makes a new one if it is time.
   *
   * @return whether it did
   * @throws IOException files cannot be read or written
   */
  public boolean renew(Instant now) throws IOException {
    if (isUsable(now)) {
      return false;
    }
    var issued = authority.forServer(names, now, now.plus(LIFE));
    PrivateFiles.write(key(), issued.key());
    PrivateFiles.write(certificate(), issued.certificate());
    return true;
  }

  private boolean isUsable(Instant now) throws IOException {
    if (!Files.exists(certificate()) || !Files.exists(key())) {
      return false;
    }
    try {
      X509Certificate server = Pem.certificate(Files.readString(certificate()));
      Pem.key(Files.readString(key()));
      Set<String> covered = new HashSet<>();
      if (server.getSubjectAlternativeNames() != null) {
        server.getSubjectAlternativeNames().forEach(name -> covered.add((String) name.get(1)));
      }
      boolean lasts = server.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
      return lasts && covered.containsAll(names) && authority.signed(server);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
