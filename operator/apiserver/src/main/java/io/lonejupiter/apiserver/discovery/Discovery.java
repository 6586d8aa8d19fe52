package io.lonejupiter.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import io.lonejupiter.apiserver.resource.VersionOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells clients what there is, in the classic form (one document per group and version). Pure. */
public final class Discovery {
  static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  static final List<String> CUSTOM_VERBS =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
  static final List<String> READ_VERBS = List.of("get", "list", "watch");
  static final List<String> DERIVED_VERBS = List.of("delete", "get", "list", "watch");
  static final List<String> SUB_VERBS = List.of("get", "patch", "update");

  private final Map<String, List<String>> versions = new TreeMap<>();
  private final Map<String, List<ResourceType>> types = new LinkedHashMap<>();

  public Discovery(Registry registry) {
    for (ResourceType type : registry.types()) {
      add(type.group(), type.version());
      types.get(type.apiVersion()).add(type);
    }
    add("authorization.k8s.io", "v1");
    add("authentication.k8s.io", "v1");
    versions.values().forEach(all -> all.sort(VersionOrder.HIGHEST_FIRST));
    types.values().forEach(all -> all.sort(Comparator.comparing(ResourceType::plural)));
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

  /** Nobody deletes all namespaces at once. */
  static List<String> verbs(ResourceType type) {
    if (type.isNamespace()) {
      return VERBS.stream().filter(verb -> !verb.equals("deletecollection")).toList();
    }
    return switch (type.origin()) {
      case CUSTOM -> CUSTOM_VERBS;
      case DERIVED -> DERIVED_VERBS;
      case ABSENT -> READ_VERBS;
      case BUILT_IN, DEFINITION -> VERBS;
    };
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
        : Optional.of(
            (ObjectNode)
                Json.object()
                    .put("kind", "APIGroup")
                    .put("apiVersion", "v1")
                    .setAll(groupOf(group)));
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
    ObjectNode root = Json.object().put("kind", "APIResourceList");
    if (!groupVersion.equals("v1")) {
      root.put("apiVersion", "v1");
    }
    ArrayNode resources = root.put("groupVersion", groupVersion).putArray("resources");
    types.get(groupVersion).forEach(type -> add(resources, type));
    Reviews.of(groupVersion).forEach(each -> review(resources, each));
    return Optional.of(root);
  }

  private static void review(ArrayNode resources, Reviews.Review review) {
    ObjectNode node = resources.addObject().put("name", review.plural());
    node.put("singularName", review.singular()).put("namespaced", review.namespaced());
    node.put("kind", review.kind()).putArray("verbs").add("create");
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
    if (type.isCustom()) {
      main.put("storageVersionHash", storageVersionHash(type));
    }
    if (type.isNamespace()) {
      ObjectNode finalize = resources.addObject().put("name", type.plural() + "/finalize");
      finalize.put("singularName", "").put("namespaced", false).put("kind", type.kind());
      finalize.putArray("verbs").add("update");
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

  /** Changes when objects are stored in another version; clients compare it only. */
  private static String storageVersionHash(ResourceType type) {
    try {
      String stored = type.group() + "/" + type.storedVersion() + "/" + type.kind();
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(stored.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
