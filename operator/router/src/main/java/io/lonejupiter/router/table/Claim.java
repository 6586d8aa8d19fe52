package io.lonejupiter.router.table;

import io.lonejupiter.core.route.RequestPath;
import io.lonejupiter.model.PathMatchType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A host, a path and conditions that a route asks for; no two documents may hold the same ones.
 *
 * @param host a host name, {@code *.} and a host name, or {@code *} for any
 * @param path in the form in which it is looked for, {@link RequestPath}; without a slash at the
 *     end when it is a prefix; the prefix of everything is empty
 * @param conditions beside the path
 */
public record Claim(String host, PathMatchType type, String path, List<Condition> conditions) {
  static final String ANY_HOST = "*";

  static Claim of(String host, PathMatchType type, String path, List<Condition> conditions) {
    var asked =
        switch (type) {
          case EXACT -> RequestPath.normalized(path);
          case PATH_PREFIX -> RequestPath.prefix(path);
          case REGULAR_EXPRESSION -> path;
        };
    return new Claim(host, type, asked, List.copyOf(conditions));
  }

  @Override
  public String toString() {
    var shown =
        switch (type) {
          case EXACT -> host + path + " (exact)";
          case REGULAR_EXPRESSION -> host + " path ~ " + path;
          case PATH_PREFIX -> host + (path.isEmpty() ? "/" : path);
        };
    return conditions.isEmpty()
        ? shown
        : shown
            + conditions.stream()
                .map(Condition::toString)
                .collect(Collectors.joining(", ", " with ", ""));
  }
}
