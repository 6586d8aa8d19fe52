package io.lonejupiter.server;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.Binding;
import io.lonejupiter.apiserver.access.ClusterSecrets;
import io.lonejupiter.apiserver.access.Credential;
import io.lonejupiter.apiserver.access.Credentials;
import io.lonejupiter.apiserver.security.AccessFiles;
import io.lonejupiter.consul.PrefixQuery;
import io.lonejupiter.consul.Watch;
import io.lonejupiter.core.document.AccessDocument;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.UserDocument;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.PutIf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets and credentials of a cluster, kept in Consul, so that they are the same for all servers.
 * The secrets are those of the server that came first: what its data directory held from before, or
 * new ones. Every server keeps a copy in its data directory. When Consul is away, what was known
 * last counts.
 */
final class ConsulAccess implements AccessSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulAccess.class);

  private final ClusterSecrets secrets;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Watch watch;
  private volatile Credentials credentials;

  private ConsulAccess(ClusterSecrets secrets, KeyValues keyValues, Keys keys) {
    this.secrets = secrets;
    this.credentials = read(keyValues.list(keys.users()));
    this.watch = Watch.start("users", new PrefixQuery(keyValues, keys.users()), this::changed);
  }

  /**
   * Reads what there is, and makes what there is not.
   *
   * @param directory where the copy is kept
   */
  static ConsulAccess start(KeyValues keyValues, Keys keys, Path directory) {
    var files = new AccessFiles(directory);
    try {
      ClusterSecrets secrets = secrets(keyValues, keys, files);
      files.write(secrets);
      // Its being there is all that counts, so who wrote it does not matter.
      keyValues.commit(List.of(new PutIf(keys.users() + Keys.SENTINEL, new byte[0], 0)));
      return new ConsulAccess(secrets, keyValues, keys);
    } catch (IOException e) {
      throw new UncheckedIOException("the secrets in " + directory + " cannot be used", e);
    }
  }

  private static ClusterSecrets secrets(KeyValues keyValues, Keys keys, AccessFiles files)
      throws IOException {
    var key = keys.accessSecrets();
    var known = keyValues.get(key);
    if (known.isEmpty()) {
      var made = files.readOrCreate(Instant.now());
      var document =
          new AccessDocument(
              AccessDocument.SCHEMA, made.caCertificate(), made.caKey(), made.adminToken());
      if (keyValues.commit(List.of(new PutIf(key, Documents.write(document), 0)))) {
        return made;
      }
      known = keyValues.get(key);
    }
    var document =
        Documents.read(
            key,
            known.orElseThrow(() -> new IllegalStateException(key + " comes and goes")).value(),
            AccessDocument.class);
    return new ClusterSecrets(document.caCertificate(), document.caKey(), document.adminToken());
  }

  private void changed(Listing listing) {
    credentials = read(listing);
    listeners.forEach(Runnable::run);
  }

  private static Credentials read(Listing listing) {
    var all = new ArrayList<Credential>();
    for (var entry : listing.entries()) {
      if (Keys.isSentinel(entry.key())) {
        continue;
      }
      try {
        all.add(credential(Documents.read(entry.key(), entry.value(), UserDocument.class)));
      } catch (Documents.UnreadableException | DateTimeException | IllegalArgumentException e) {
        log.error("a user is left out, so it has no access: {}", e.getMessage());
      }
    }
    return new Credentials(all);
  }

  private static Credential credential(UserDocument document) {
    return new Credential(
        document.name(),
        Credential.Kind.valueOf(document.kind().toUpperCase(Locale.ROOT)),
        document.sha256(),
        new Binding(document.role(), document.namespaces()),
        Instant.parse(document.created()),
        document.expires() == null ? null : Instant.parse(document.expires()));
  }

  @Override
  public ClusterSecrets secrets() {
    return secrets;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    watch.close();
  }
}
