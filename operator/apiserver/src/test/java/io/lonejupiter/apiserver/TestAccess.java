package io.lonejupiter.apiserver;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.Binding;
import io.lonejupiter.apiserver.access.ClusterSecrets;
import io.lonejupiter.apiserver.access.Credential;
import io.lonejupiter.apiserver.access.Credentials;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.security.AccessFiles;
import io.lonejupiter.apiserver.security.CertificateAuthority;
import io.lonejupiter.apiserver.security.Kubeconfig;
import io.lonejupiter.apiserver.security.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Users that come and go, with their kubeconfigs. */
final class TestAccess implements AccessSource {
  private final Path directory;
  private final ClusterSecrets secrets;
  private final Map<String, Credential> users = new ConcurrentHashMap<>();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  TestAccess(Path directory) throws IOException {
    this.directory = directory;
    var files = new AccessFiles(directory);
    this.secrets = files.readOrCreate(Instant.now());
    files.write(secrets);
  }

  /** Makes a user; one whose life is negative has ended already. */
  Path create(String url, String name, Credential.Kind kind, Binding binding, Duration life) {
    Instant now = Instant.now();
    Instant end = now.plus(life);
    String token = Tokens.create();
    tokens.put(name, token);
    Kubeconfig.Shown shown = new Kubeconfig.Shown.Token(token);
    String fingerprint = Tokens.fingerprint(token);
    if (kind == Credential.Kind.CERTIFICATE) {
      var issued = authority(secrets).forClient(name, binding.groups(), now, end);
      shown = new Kubeconfig.Shown.Certificate(issued);
      fingerprint = issued.fingerprint();
    }
    users.put(name, new Credential(name, kind, fingerprint, binding, now, end));
    listeners.forEach(Runnable::run);
    return kubeconfig(url, name, shown);
  }

  /** A certificate that claims everything, of an authority that is not ours. */
  Path foreign(String url) {
    Instant now = Instant.now();
    var other = CertificateAuthority.create(now);
    var issued =
        authority(new ClusterSecrets(other.certificate(), other.key(), ""))
            .forClient("admin", List.of(User.MASTERS), now, now.plusSeconds(3600));
    return kubeconfig(url, "foreign", new Kubeconfig.Shown.Certificate(issued));
  }

  private Path kubeconfig(String url, String name, Kubeconfig.Shown shown) {
    Path file = directory.resolve(name + ".kubeconfig");
    try {
      Kubeconfig.write(file, url, secrets.caCertificate(), name, "default", shown);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static CertificateAuthority authority(ClusterSecrets secrets) {
    try {
      return CertificateAuthority.of(secrets.caCertificate(), secrets.caKey());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  void delete(String name) {
    users.remove(name);
    listeners.forEach(Runnable::run);
  }

  String token(String name) {
    return tokens.get(name);
  }

  @Override
  public ClusterSecrets secrets() {
    return secrets;
  }

  @Override
  public Credentials credentials() {
    return new Credentials(users.values());
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }
}
