package io.lonejupiter.apiserver.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the server is well, as Kubernetes tells it: in one word, check by check, or one check
 * alone. That it answers at all is the only check. Pure.
 */
final class Probes {
  private static final Set<String> PATHS = Set.of("healthz", "livez", "readyz");
  private static final List<String> CHECKS = List.of("ping");

  private Probes() {}

  /** Empty for another path. */
  static Optional<ApiReply> answer(ApiRequest request) {
    String[] parts = request.path().substring(1).split("/", -1);
    if (!PATHS.contains(parts[0]) || parts.length > 2) {
      return Optional.empty();
    }
    if (parts.length == 2) {
      return CHECKS.contains(parts[1]) ? Optional.of(ApiReply.text(200, "ok")) : Optional.empty();
    }
    String text = request.query().containsKey("verbose") ? checks(request, parts[0]) : "ok";
    return Optional.of(ApiReply.text(200, text));
  }

  private static String checks(ApiRequest request, String what) {
    String excluded = request.parameter("exclude");
    StringBuilder text = new StringBuilder();
    for (String check : CHECKS) {
      text.append("[+]").append(check).append(check.equals(excluded) ? " excluded: ok\n" : " ok\n");
    }
    if (!excluded.isEmpty() && !CHECKS.contains(excluded)) {
      text.append("warn: some health checks cannot be excluded: no matches for \"")
          .append(excluded)
          .append("\"\n");
    }
    return text.append(what).append(" check passed\n").toString();
  }
}
