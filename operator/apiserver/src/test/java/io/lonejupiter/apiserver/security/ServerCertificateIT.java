package io.lonejupiter.apiserver.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.apiserver.access.ClusterSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in files, and when it is made anew. */
class ServerCertificateIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<String> NAMES = List.of("127.0.0.1", "::1", "localhost");

  @TempDir Path directory;

  private CertificateAuthority authority() throws Exception {
    var made = CertificateAuthority.create(NOW);
    return CertificateAuthority.of(made.certificate(), made.key());
  }

  private String text() throws IOException {
    return Files.readString(directory.resolve("server.crt"));
  }

  @Test
  void aServersCertificateNamesAllItIsReachedByAndIsItsOwnersAlone() throws Exception {
    var authority = authority();
    var kept = new ServerCertificate(directory, authority, NAMES);
    assertThat(kept.renew(NOW)).isTrue();
    var certificate = Pem.certificate(text());
    assertThat(authority.signed(certificate)).isTrue();
    assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> (String) name.get(1)))
        .containsExactlyInAnyOrder("127.0.0.1", "0:0:0:0:0:0:0:1", "localhost");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.key())))
        .isEqualTo("rw-------");
  }

  @Test
  void itIsKeptUntilItNearsItsEnd() throws Exception {
    var kept = new ServerCertificate(directory, authority(), List.of("127.0.0.1"));
    kept.renew(NOW);
    String first = text();
    assertThat(kept.renew(NOW.plus(Duration.ofDays(59)))).isFalse();
    assertThat(text()).isEqualTo(first);
    assertThat(kept.renew(NOW.plus(Duration.ofDays(61)))).isTrue();
    assertThat(text()).isNotEqualTo(first);
  }

  @Test
  void itIsMadeAnewForANewNameOrAuthorityOrWhenItIsUnreadable() throws Exception {
    var authority = authority();
    new ServerCertificate(directory, authority, List.of("127.0.0.1")).renew(NOW);
    assertThat(new ServerCertificate(directory, authority, List.of("a.example")).renew(NOW))
        .isTrue();
    assertThat(new ServerCertificate(directory, authority(), List.of("a.example")).renew(NOW))
        .isTrue();
    Files.writeString(directory.resolve("server.key"), "broken");
    assertThat(new ServerCertificate(directory, authority, List.of("a.example")).renew(NOW))
        .isTrue();
  }

  @Test
  void secretsAreMadeOnceAndMirrored() throws Exception {
    var files = new AccessFiles(directory);
    ClusterSecrets secrets = files.readOrCreate(NOW);
    assertThat(directory).isEmptyDirectory();
    files.write(secrets);
    assertThat(files.readOrCreate(NOW)).isEqualTo(secrets);
    for (String name : List.of("ca.key", "token")) {
      Path file = directory.resolve(name);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      files.write(secrets);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aBrokenAuthorityIsNotReplacedInSilence() throws Exception {
    var files = new AccessFiles(directory);
    files.write(files.readOrCreate(NOW));
    Files.writeString(directory.resolve("ca.key"), "broken");
    assertThatThrownBy(() -> files.readOrCreate(NOW)).hasMessageContaining("delete both");
    Files.writeString(directory.resolve("token"), "short");
    assertThatThrownBy(() -> files.readOrCreate(NOW)).hasMessageContaining("holds no token");
  }
}
