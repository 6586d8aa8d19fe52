package io.lonejupiter.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import java.util.Map;

/** All of discovery in two documents ({@code apidiscovery.k8s.io/v2}). Pure. */
public final class AggregatedDiscovery {
  public static final String CONTENT_TYPE =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private final Discovery discovery;

  public AggregatedDiscovery(Discovery discovery) {
    this.discovery = discovery;
  }

  /** The core group only, or all others only. */
  public ObjectNode groups(boolean core) {
    ObjectNode root = Json.object().put("kind", "APIGroupDiscoveryList");
    root.put("apiVersion", "apidiscovery.k8s.io/v2").putObject("metadata");
    ArrayNode items = root.putArray("items");
    discovery
        .versions()
        .forEach(
            (group, versions) -> {
              if (group.isEmpty() == core) {
                ObjectNode item = items.addObject();
                ObjectNode metadata = item.putObject("metadata");
                if (!core) {
                  metadata.put("name", group);
                }
                ArrayNode all = item.putArray("versions");
                versions.forEach(version -> all.add(version(group, version)));
              }
            });
    return root;
  }

  private ObjectNode version(String group, String version) {
    ObjectNode node = Json.object().put("version", version);
    ArrayNode resources = node.putArray("resources");
    String groupVersion = group.isEmpty() ? version : group + "/" + version;
    discovery.types(groupVersion).forEach(type -> resources.add(resource(type)));
    for (Map.Entry<String, String> review : Discovery.reviews(groupVersion).entrySet()) {
      ObjectNode resource = resources.addObject().put("resource", review.getKey());
      resource.set("responseKind", kind(group, version, review.getValue()));
      resource.put("scope", "Cluster").put("singularResource", "");
      resource.putArray("verbs").add("create");
    }
    return node.put("freshness", "Current");
  }

  private static ObjectNode resource(ResourceType type) {
    ObjectNode node = Json.object().put("resource", type.plural());
    ObjectNode kind = kind(type.group(), type.version(), type.kind());
    node.set("responseKind", kind);
    node.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
    node.put("singularResource", type.naming().singular());
    Discovery.verbs(type).forEach(node.putArray("verbs")::add);
    if (!type.naming().shortNames().isEmpty()) {
      type.naming().shortNames().forEach(node.putArray("shortNames")::add);
    }
    if (!type.naming().categories().isEmpty()) {
      type.naming().categories().forEach(node.putArray("categories")::add);
    }
    ArrayNode subresources = Json.object().arrayNode();
    if (type.origin() == Origin.DERIVED) {
      ObjectNode log = subresources.addObject().put("subresource", "log");
      log.set("responseKind", kind.deepCopy());
      log.putArray("verbs").add("get");
    }
    if (type.hasStatus()) {
      subresource(subresources, "status", kind.deepCopy());
    }
    if (type.scale() != null) {
      subresource(subresources, "scale", kind("autoscaling", "v1", "Scale"));
    }
    if (!subresources.isEmpty()) {
      node.set("subresources", subresources);
    }
    return node;
  }

  private static void subresource(ArrayNode all, String name, ObjectNode kind) {
    ObjectNode node = all.addObject().put("subresource", name);
    node.set("responseKind", kind);
    Discovery.SUB_VERBS.forEach(node.putArray("verbs")::add);
  }

  private static ObjectNode kind(String group, String version, String kind) {
    return Json.object().put("group", group).put("version", version).put("kind", kind);
  }
}
