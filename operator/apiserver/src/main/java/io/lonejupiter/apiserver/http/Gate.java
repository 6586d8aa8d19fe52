package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.access.Authorizer;
import io.lonejupiter.apiserver.access.Denial;
import io.lonejupiter.apiserver.access.Roles;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.security.Authenticator;
import io.lonejupiter.apiserver.security.Authenticator.Identity;
import io.lonejupiter.apiserver.security.CertificateAuthority;
import io.lonejupiter.apiserver.status.ApiException;
import io.vertx.core.MultiMap;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who is let in, as whom, and to what. Knows nothing of connections. */
public final class Gate {
  private static final String EXTRA = "impersonate-extra-";
  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  private final AccessSource access;
  private final Authenticator authenticator;
  private final Authorizer authorizer = new Authorizer(Roles.standard());
  private final Clock clock;

  public Gate(AccessSource access, CertificateAuthority authority, Clock clock) {
    this.access = access;
    this.authenticator = new Authenticator(access, authority);
    this.clock = clock;
  }

  Identity identify(String authorization, X509Certificate certificate) {
    return authenticator.identify(authorization, certificate, clock.instant());
  }

  Optional<User> userOf(String token) {
    return authenticator.ofToken(token, clock.instant()).map(Identity.Known::user);
  }

  /** Whether who was let in would be let in still. */
  boolean isGood(Identity.Known known) {
    return authenticator.isGood(known, clock.instant());
  }

  Authorizer.Decision decide(User user, Attributes wanted) {
    return authorizer.decide(
        user, access.credentials().bindings(user.name(), clock.instant()), wanted);
  }

  Authorizer.Rules rules(User user, String namespace) {
    return authorizer.rules(
        user, access.credentials().bindings(user.name(), clock.instant()), namespace);
  }

  /**
   * @return which role allows it
   * @throws ApiException 403: none does
   */
  String require(User user, Attributes wanted) {
    Authorizer.Decision decision = decide(user, wanted);
    if (!decision.allowed()) {
      throw Denial.forbidden(user, wanted);
    }
    return decision.reason();
  }

  /** Somebody or something that a request wants to be taken for. */
  private record Reference(
      String kind, String namespace, String name, String resource, String group, String field) {
    Attributes wanted() {
      return Attributes.ofResource("impersonate", group, "", resource, field, namespace, name);
    }

    @Override
    public String toString() {
      String version = group.isEmpty() ? "v1" : group + "/v1";
      return "{%s %s %s  %s  %s}".formatted(kind, namespace, name, version, field);
    }
  }

  /**
   * As whom a request is to be done; empty if as itself.
   *
   * @throws ApiException 403: the user may not; 500: groups without a user
   */
  Optional<User> impersonated(User user, MultiMap headers) {
    List<Reference> references = references(headers);
    if (references.isEmpty()) {
      return Optional.empty();
    }
    String name = text(headers.get("Impersonate-User"));
    if (name.isEmpty()) {
      throw ApiException.internal("requested " + references + " without impersonating a user");
    }
    List<String> groups = new ArrayList<>(headers.getAll("Impersonate-Group"));
    for (Reference reference : references) {
      require(user, reference.wanted());
      if (reference.kind().equals("ServiceAccount") && groups.isEmpty()) {
        groups.add("system:serviceaccounts");
        groups.add("system:serviceaccounts:" + reference.namespace());
      }
    }
    return Optional.of(
        name.equals(User.ANONYMOUS.name()) && groups.isEmpty()
            ? User.ANONYMOUS
            : User.authenticated(name, groups));
  }

  private static List<Reference> references(MultiMap headers) {
    List<Reference> references = new ArrayList<>();
    String name = text(headers.get("Impersonate-User"));
    String[] account = name.startsWith(SERVICE_ACCOUNT) ? name.split(":") : new String[0];
    if (account.length == 4) {
      references.add(
          new Reference("ServiceAccount", account[2], account[3], "serviceaccounts", "", ""));
    } else if (!name.isEmpty()) {
      references.add(new Reference("User", "", name, "users", "", ""));
    }
    for (String group : headers.getAll("Impersonate-Group")) {
      references.add(new Reference("Group", "", group, "groups", "", ""));
    }
    String authentication = "authentication.k8s.io";
    for (String header : headers.names()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith(EXTRA)) {
        String key = lower.substring(EXTRA.length());
        for (String value : headers.getAll(header)) {
          references.add(new Reference("UserExtra", "", value, "userextras", authentication, key));
        }
      } else if (lower.equals("impersonate-uid")) {
        references.add(new Reference("UID", "", headers.get(header), "uids", authentication, ""));
      }
    }
    return references;
  }

  private static String text(String header) {
    return header == null ? "" : header;
  }
}
