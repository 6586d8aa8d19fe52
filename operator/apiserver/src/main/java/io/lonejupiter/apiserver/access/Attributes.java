package io.lonejupiter.apiserver.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a request wants, in the words that access is decided by: Kubernetes' RequestInfo.
 *
 * @param isResource whether the path is one of a resource; if not, only verb and path count
 * @param verb of a resource: get, list, watch, create, update, patch, delete, deletecollection;
 *     else the HTTP method in lower case
 * @param namespace empty for none; a request for a namespace object is in that namespace
 * @param name empty for a collection
 */
public record Attributes(
    boolean isResource,
    String verb,
    String group,
    String version,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path) {
  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");
  private static final Set<String> READS = Set.of("get", "list", "watch");
  private static final Set<String> LONG_RUNNING =
      Set.of("attach", "exec", "proxy", "log", "portforward");
  private static final String NAME_FIELD = "metadata.name=";

  /** A question about a resource, as an access review asks it. */
  public static Attributes ofResource(
      String verb,
      String group,
      String version,
      String resource,
      String subresource,
      String namespace,
      String name) {
    return new Attributes(true, verb, group, version, resource, subresource, namespace, name, "");
  }

  /** A question about a path, as an access review asks it. */
  public static Attributes ofPath(String verb, String path) {
    return new Attributes(false, verb, "", "", "", "", "", "", path);
  }

  /**
   * @param method of HTTP
   * @param path decoded, without the query
   * @param query the first value of each parameter
   */
  public static Attributes of(String method, String path, Map<String, String> query) {
    List<String> parts = List.of(path.replaceAll("^/+|/+$", "").split("/"));
    boolean core = parts.get(0).equals("api");
    int prefix = core ? 1 : 2;
    if (!core && !parts.get(0).equals("apis") || parts.size() < prefix + 2) {
      return ofPath(method.toLowerCase(Locale.ROOT), path);
    }
    String group = core ? "" : parts.get(1);
    String version = parts.get(prefix);
    String verb = verb(method);
    List<String> rest = parts.subList(prefix + 1, parts.size());
    if (rest.get(0).equals("watch") && rest.size() > 1) {
      verb = "watch";
      rest = rest.subList(1, rest.size());
    }
    String namespace = "";
    if (rest.get(0).equals("namespaces") && rest.size() > 1) {
      namespace = rest.get(1);
      if (rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
        rest = rest.subList(2, rest.size());
      }
    }
    String name = rest.size() > 1 ? rest.get(1) : "";
    String subresource = rest.size() > 2 ? rest.get(2) : "";
    if (name.isEmpty() && verb.equals("get")) {
      verb = isTrue(query.getOrDefault("watch", "")) ? "watch" : "list";
      name = selectedName(query.getOrDefault("fieldSelector", ""));
    } else if (name.isEmpty() && verb.equals("delete")) {
      verb = "deletecollection";
    }
    return new Attributes(
        true, verb, group, version, rest.get(0), subresource, namespace, name, path);
  }

  private static String verb(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "GET", "HEAD" -> "get";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  private static boolean isTrue(String flag) {
    return flag.equalsIgnoreCase("true") || flag.equals("1");
  }

  /** A selector of one name counts as that name, so that rules with resource names allow it. */
  private static String selectedName(String fieldSelector) {
    for (String term : fieldSelector.split(",")) {
      if (term.startsWith(NAME_FIELD) && term.length() > NAME_FIELD.length()) {
        String value = term.substring(NAME_FIELD.length());
        return value.startsWith("=") ? value.substring(1) : value;
      }
    }
    return "";
  }

  /** Whether it changes nothing. */
  public boolean isRead() {
    return isResource ? READS.contains(verb) : verb.equals("get") || verb.equals("head");
  }

  /** Whether its answer may go on for as long as the client wants. */
  public boolean isLongRunning() {
    return isResource && (verb.equals("watch") || LONG_RUNNING.contains(subresource));
  }

  /** Resource and subresource as rules and messages name them. */
  public String qualifiedResource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
