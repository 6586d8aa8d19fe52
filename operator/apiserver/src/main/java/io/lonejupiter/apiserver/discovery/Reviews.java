package io.lonejupiter.apiserver.discovery;

import java.util.List;
import java.util.Locale;

/** Kinds that are only ever asked, never kept. Pure. */
final class Reviews {
  private Reviews() {}

  /** A question to the server. */
  record Review(String kind, boolean namespaced) {
    String plural() {
      return singular() + "s";
    }

    String singular() {
      return kind.toLowerCase(Locale.ROOT);
    }
  }

  /** In alphabetical order, as Kubernetes lists them. */
  static List<Review> of(String groupVersion) {
    return switch (groupVersion) {
      case "authorization.k8s.io/v1" ->
          List.of(
              new Review("LocalSubjectAccessReview", true),
              new Review("SelfSubjectAccessReview", false),
              new Review("SelfSubjectRulesReview", false),
              new Review("SubjectAccessReview", false));
      case "authentication.k8s.io/v1" ->
          List.of(new Review("SelfSubjectReview", false), new Review("TokenReview", false));
      default -> List.of();
    };
  }
}
