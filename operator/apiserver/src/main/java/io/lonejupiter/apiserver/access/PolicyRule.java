package io.lonejupiter.apiserver.access;

import java.util.List;

/**
 * What is allowed, with the meaning that {@code rbac.authorization.k8s.io/v1} gives a PolicyRule.
 *
 * @param resourceNames empty for every name
 * @param nonResourceUrls a {@code *} at the end stands for anything
 */
public record PolicyRule(
    List<String> verbs,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    List<String> nonResourceUrls) {
  private static final String ANY = "*";

  public PolicyRule {
    verbs = List.copyOf(verbs);
    apiGroups = List.copyOf(apiGroups);
    resources = List.copyOf(resources);
    resourceNames = List.copyOf(resourceNames);
    nonResourceUrls = List.copyOf(nonResourceUrls);
  }

  boolean allows(Attributes attributes) {
    if (!has(verbs, attributes.verb())) {
      return false;
    }
    return attributes.isResource()
        ? has(apiGroups, attributes.group())
            && allowsResource(attributes)
            && (resourceNames.isEmpty() || resourceNames.contains(attributes.name()))
        : nonResourceUrls.stream().anyMatch(url -> covers(url, attributes.path()));
  }

  boolean isOfResources() {
    return !resources.isEmpty();
  }

  private static boolean has(List<String> allowed, String value) {
    return allowed.contains(ANY) || allowed.contains(value);
  }

  private boolean allowsResource(Attributes attributes) {
    return has(resources, attributes.qualifiedResource())
        || !attributes.subresource().isEmpty()
            && resources.contains("*/" + attributes.subresource());
  }

  private static boolean covers(String url, String path) {
    return url.endsWith(ANY)
        ? path.startsWith(url.substring(0, url.length() - 1))
        : url.equals(path);
  }
}
