package io.lonejupiter.server;

import io.lonejupiter.apiserver.access.Binding;
import io.lonejupiter.apiserver.access.Role;
import io.lonejupiter.apiserver.access.Roles;
import io.lonejupiter.apiserver.security.CertificateAuthority;
import io.lonejupiter.apiserver.security.Kubeconfig;
import io.lonejupiter.apiserver.security.Kubeconfig.Shown;
import io.lonejupiter.apiserver.security.Tokens;
import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulCatalog;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.Sentinels;
import io.lonejupiter.core.document.AccessDocument;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.UserDocument;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.DeleteIf;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.model.Patterns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes and withdraws users of the embedded API. What a user shows is written into its kubeconfig
 * and nowhere else; Consul gets its hash. All servers follow what is in Consul, so a change counts
 * at once.
 */
public final class Users {
  /** Whose token every server has. */
  public static final String ADMIN = "admin";

  private static final String NAME = "[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?";

  private final KeyValues keyValues;
  private final ConsulCatalog catalog;
  private final Keys keys;

  private Users(KeyValues keyValues, ConsulCatalog catalog, Keys keys) {
    this.keyValues = keyValues;
    this.catalog = catalog;
    this.keys = keys;
  }

  /** What was asked cannot be done; the message says why and the way out. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * A user to be.
   *
   * @param namespaces where the role counts; empty for everywhere
   * @param certificate whether it shows a client certificate; else a bearer token
   * @param server URL of the API for its kubeconfig; null for what the servers say
   */
  public record NewUser(
      String name,
      String role,
      List<String> namespaces,
      boolean certificate,
      Duration life,
      String server) {}

  /** The users of a cluster. */
  public static Users of(ConsulAddress address, String cluster) {
    var http = new ConsulHttp(address);
    return new Users(
        new ConsulKeyValues(http), new ConsulCatalog(http, cluster), new Keys(cluster));
  }

  /** Each role that may be given, and what it is for, in order of name. */
  public static List<String> roles() {
    return Roles.standard().grantable().stream().map(Role::name).toList();
  }

  /**
   * All but the admin, in order of name.
   *
   * @throws RefusedException there is no such cluster
   * @throws io.lonejupiter.consul.HiddenException the token may not read them
   */
  public List<UserDocument> list() {
    requireOurs();
    var entries = Sentinels.list(keyValues, keys.users());
    if (entries.isEmpty()) {
      throw noCluster();
    }
    var users = new ArrayList<UserDocument>();
    for (var entry : entries) {
      if (!Keys.isSentinel(entry.key())) {
        users.add(Documents.read(entry.key(), entry.value(), UserDocument.class));
      }
    }
    return List.copyOf(users);
  }

  /**
   * Makes a user and writes its kubeconfig.
   *
   * @param file is made, readable by its owner alone
   * @throws RefusedException it cannot be
   * @throws IOException the file cannot be written; there is no such user then
   */
  public void create(NewUser user, Path file, Instant now) throws IOException {
    requireOurs();
    requireSensible(user);
    if (Files.exists(file)) {
      throw new RefusedException(file + " exists already; use -o to name another file");
    }
    var secrets = secrets();
    var url = user.server() == null ? url() : user.server();
    var binding = new Binding(user.role(), user.namespaces());
    // Certificates know whole seconds only.
    var end = now.plus(user.life()).truncatedTo(ChronoUnit.SECONDS);
    var shown = shown(user, binding, secrets, now, end);
    var document =
        new UserDocument(
            UserDocument.SCHEMA,
            user.name(),
            user.certificate() ? "certificate" : "token",
            fingerprint(shown),
            user.role(),
            user.namespaces(),
            now.truncatedTo(ChronoUnit.SECONDS).toString(),
            end.toString());
    var key = keys.user(user.name());
    if (!keyValues.commit(List.of(new PutIf(key, Documents.write(document), 0)))) {
      throw new RefusedException(
          "there is a user " + user.name() + " already; delete it first, or take another name");
    }
    var namespace = user.namespaces().isEmpty() ? "default" : user.namespaces().get(0);
    try {
      Kubeconfig.write(file, url, secrets.caCertificate(), user.name(), namespace, shown);
    } catch (IOException e) {
      keyValues.commit(List.of(new Delete(key)));
      throw e;
    }
  }

  /**
   * Withdraws what a user shows.
   *
   * @throws RefusedException there is no such user
   */
  public void delete(String name) {
    requireOurs();
    if (name.equals(ADMIN)) {
      throw new RefusedException("the admin is the servers' own and cannot be deleted");
    }
    var known = name.matches(NAME) ? keyValues.get(keys.user(name)) : null;
    if (known == null
        || known.isEmpty()
        || !keyValues.commit(List.of(new DeleteIf(keys.user(name), known.get().modifyIndex())))) {
      throw new RefusedException("there is no user " + name);
    }
  }

  private static Shown shown(
      NewUser user, Binding binding, AccessDocument secrets, Instant now, Instant end) {
    if (!user.certificate()) {
      return new Shown.Token(Tokens.create());
    }
    try {
      var authority = CertificateAuthority.of(secrets.caCertificate(), secrets.caKey());
      return new Shown.Certificate(authority.forClient(user.name(), binding.groups(), now, end));
    } catch (GeneralSecurityException e) {
      throw new RefusedException("the certificate authority of the cluster is broken: " + e);
    }
  }

  private static String fingerprint(Shown shown) {
    if (shown instanceof Shown.Certificate certificate) {
      return certificate.issued().fingerprint();
    }
    return Tokens.fingerprint(((Shown.Token) shown).token());
  }

  private static void requireSensible(NewUser user) {
    if (!user.name().matches(NAME)) {
      throw new RefusedException(
          "'%s' is no name for a user: it takes a-z, 0-9, dots, hyphens and underlines, 63 at most"
              .formatted(user.name()));
    }
    if (user.name().equals(ADMIN)) {
      throw new RefusedException("the admin is there already: its kubeconfig is in --data");
    }
    if (!roles().contains(user.role())) {
      throw new RefusedException(
          "there is no role '%s'; there are %s".formatted(user.role(), String.join(", ", roles())));
    }
    for (var namespace : user.namespaces()) {
      if (!namespace.matches(Patterns.NAME)) {
        throw new RefusedException("'" + namespace + "' is no namespace");
      }
    }
    if (user.life().isZero() || user.life().isNegative()) {
      throw new RefusedException("it would have ended already; --expires must be more than 0");
    }
  }

  private void requireOurs() {
    if (catalog.apis().contains(KubernetesApi.OF_KUBERNETES)) {
      throw new RefusedException(
          "this cluster works against a real Kubernetes, whose own RBAC is in charge: make users"
              + " and roles there");
    }
  }

  private AccessDocument secrets() {
    var key = keys.accessSecrets();
    return keyValues
        .get(key)
        .map(entry -> Documents.read(key, entry.value(), AccessDocument.class))
        .orElseThrow(this::noCluster);
  }

  private RefusedException noCluster() {
    return new RefusedException(
        "no server of cluster "
            + keys.cluster()
            + " has started yet with an API of its own; start one, or name another with --cluster");
  }

  private String url() {
    return catalog.apis().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "no server runs that could say where the API is; use --server URL"));
  }
}
