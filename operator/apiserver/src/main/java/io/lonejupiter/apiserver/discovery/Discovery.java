package io.lonejupiter.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells clients what there is, in the classic form (one document per group and version). Pure. */
public final class Discovery {
  static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  static final List<String> DERIVED_VERBS = List.of("delete", "get", "list", "watch");
  static final List<String> SUB_VERBS = List.of("get", "patch", "update");

  private final Map<String, List<String>> versions = new LinkedHashMap<>();
  private final Map<String, List<ResourceType>> types = new LinkedHashMap<>();

  public Discovery(Registry registry) {
    for (ResourceType type : registry.types()) {
      add(type.group(), type.version());
      types.get(type.apiVersion()).add(type);
    }
    add("authorization.k8s.io", "v1");
    add("authentication.k8s.io", "v1");
  }

  private void add(String group, String version) {
    List<String> known = versions.computeIfAbsent(group, ignored -> new ArrayList<>());
    if (!known.contains(version)) {
      known.add(version);
    }
    types.computeIfAbsent(
        group.isEmpty() ? version : group + "/" + version, k -> new ArrayList<>());
  }

  Map<String, List<String>> versions() {
    return versions;
  }

  List<ResourceType> types(String groupVersion) {
    return types.get(groupVersion);
  }

  static List<String> verbs(ResourceType type) {
    return type.origin() == Origin.DERIVED ? DERIVED_VERBS : VERBS;
  }

  /** {@code GET /api}. */
  public ObjectNode coreVersions() {
    ObjectNode root = Json.object().put("kind", "APIVersions");
    root.putArray("versions").add("v1");
    root.putArray("serverAddressByClientCIDRs");
    return root;
  }

  /** {@code GET /apis}. */
  public ObjectNode groups() {
    ObjectNode root = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = root.putArray("groups");
    versions.keySet().stream().filter(g -> !g.isEmpty()).forEach(g -> groups.add(groupOf(g)));
    return root;
  }

  /** {@code GET /apis/<group>}; empty when there is no such group. */
  public Optional<ObjectNode> group(String group) {
    return group.isEmpty() || !versions.containsKey(group)
        ? Optional.empty()
        : Optional.of(groupOf(group).put("kind", "APIGroup").put("apiVersion", "v1"));
  }

  private ObjectNode groupOf(String group) {
    ObjectNode node = Json.object().put("name", group);
    ArrayNode all = node.putArray("versions");
    for (String version : versions.get(group)) {
      all.addObject().put("groupVersion", group + "/" + version).put("version", version);
    }
    node.set("preferredVersion", all.get(0).deepCopy());
    return node;
  }

  /**
   * {@code GET /api/v1} or {@code /apis/<group>/<version>}; empty when there is no such version.
   */
  public Optional<ObjectNode> resources(String groupVersion) {
    if (!types.containsKey(groupVersion)) {
      return Optional.empty();
    }
    ObjectNode root = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    ArrayNode resources = root.put("groupVersion", groupVersion).putArray("resources");
    types.get(groupVersion).forEach(type -> add(resources, type));
    reviews(groupVersion).forEach((plural, kind) -> review(resources, plural, kind));
    return Optional.of(root);
  }

  private static void review(ArrayNode resources, String plural, String kind) {
    ObjectNode node = resources.addObject().put("name", plural).put("singularName", "");
    node.put("namespaced", false).put("kind", kind).putArray("verbs").add("create");
  }

  static Map<String, String> reviews(String groupVersion) {
    return switch (groupVersion) {
      case "authorization.k8s.io/v1" ->
          Map.of(
              "selfsubjectaccessreviews", "SelfSubjectAccessReview",
              "selfsubjectrulesreviews", "SelfSubjectRulesReview");
      case "authentication.k8s.io/v1" -> Map.of("selfsubjectreviews", "SelfSubjectReview");
      default -> Map.of();
    };
  }

  private static void add(ArrayNode resources, ResourceType type) {
    ObjectNode main = resources.addObject();
    main.put("name", type.plural()).put("singularName", type.naming().singular());
    main.put("namespaced", type.namespaced()).put("kind", type.kind());
    verbs(type).forEach(main.putArray("verbs")::add);
    if (!type.naming().shortNames().isEmpty()) {
      type.naming().shortNames().forEach(main.putArray("shortNames")::add);
    }
    if (!type.naming().categories().isEmpty()) {
      type.naming().categories().forEach(main.putArray("categories")::add);
    }
    if (type.origin() == Origin.DERIVED) {
      ObjectNode log = resources.addObject().put("name", type.plural() + "/log");
      log.put("singularName", "").put("namespaced", type.namespaced()).put("kind", type.kind());
      log.putArray("verbs").add("get");
    }
    if (type.hasStatus()) {
      ObjectNode status = resources.addObject().put("name", type.plural() + "/status");
      status.put("singularName", "").put("namespaced", type.namespaced()).put("kind", type.kind());
      SUB_VERBS.forEach(status.putArray("verbs")::add);
    }
    if (type.scale() != null) {
      ObjectNode scale = resources.addObject().put("name", type.plural() + "/scale");
      scale.put("singularName", "").put("namespaced", type.namespaced());
      scale.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
      SUB_VERBS.forEach(scale.putArray("verbs")::add);
    }
  }
}
