package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path under {@code /api} or {@code /apis} taken apart. Pure.
 *
 * @param namespace empty when the path names none
 * @param name empty for a collection
 * @param subresource empty for none
 * @param watch the path is of the old form that watches: {@code .../<version>/watch/...}
 */
record ResourcePath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource,
    boolean watch) {

  /** Whether more is named than a group and its version. */
  private static boolean isOfResource(String path) {
    long parts = path.chars().filter(c -> c == '/').count();
    return path.startsWith("/api/") && parts > 3 || path.startsWith("/apis/") && parts > 4;
  }

  /**
   * Empty when the path is not one of a resource.
   *
   * @throws ApiException 400: it ends where a name is expected; 404: a part of it is empty
   */
  static Optional<ResourcePath> parse(String path) {
    List<String> parts = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
    if (parts.size() > 1 && parts.get(parts.size() - 1).isEmpty() && isOfResource(path)) {
      throw ApiException.badRequest("name must be provided");
    }
    if (parts.contains("")) {
      throw ResourceHandler.unknown();
    }
    String root = parts.remove(0);
    String group = "";
    if (root.equals("apis") && !parts.isEmpty()) {
      group = parts.remove(0);
    } else if (!root.equals("api")) {
      return Optional.empty();
    }
    if (parts.size() < 2) {
      return Optional.empty();
    }
    String version = parts.remove(0);
    boolean watch = parts.size() > 1 && parts.get(0).equals("watch");
    if (watch) {
      parts.remove(0);
    }
    String namespace = "";
    if (parts.get(0).equals("namespaces") && parts.size() > 2 && !isNamespacePart(parts)) {
      namespace = parts.get(1);
      parts = parts.subList(2, parts.size());
    }
    if (parts.size() > 3) {
      return Optional.empty();
    }
    return Optional.of(
        new ResourcePath(
            group,
            version,
            namespace,
            parts.get(0),
            parts.size() > 1 ? parts.get(1) : "",
            parts.size() > 2 ? parts.get(2) : "",
            watch));
  }

  private static boolean isNamespacePart(List<String> parts) {
    return parts.size() == 3 && (parts.get(2).equals("status") || parts.get(2).equals("finalize"));
  }
}
