package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All kinds of one moment: the built-in ones and those of the definitions that are established.
 * Immutable; {@code Kinds} has the present one.
 */
public final class Registry {
  private static final JsonNode METADATA = read("object-meta.yaml").get(0);
  private static final List<ResourceType> BUILT_IN = builtInTypes();
  private static final List<ResourceType> PODS = podTypes();

  private final List<ResourceType> types;
  private final Map<String, ResourceType> byPath = new LinkedHashMap<>();
  private final Map<String, ResourceType> byCollection = new LinkedHashMap<>();

  private Registry(List<ResourceType> types, List<ResourceType> stored) {
    this.types = List.copyOf(types);
    types.forEach(type -> byPath.put(type.apiVersion() + "/" + type.plural(), type));
    stored.forEach(type -> byCollection.put(type.storedAs(), type));
  }

  /**
   * What one definition adds.
   *
   * @param served one type for each served version
   * @param stored in the version that is stored
   */
  public record Defined(List<ResourceType> served, ResourceType stored) {}

  /** Only the kinds that every Kubernetes has. */
  public static Registry builtIn() {
    return of(List.of());
  }

  /** The built-in kinds and others; a definition cannot take the place of a built-in kind. */
  public static Registry of(List<Defined> definitions) {
    return of(definitions, false);
  }

  /**
   * @param pods whether there are pods, which are computed
   */
  public static Registry of(List<Defined> definitions, boolean pods) {
    List<ResourceType> types = new ArrayList<>(BUILT_IN);
    types.addAll(pods ? PODS : List.of());
    List<ResourceType> stored = new ArrayList<>();
    for (Defined each : definitions) {
      if (BUILT_IN.stream().noneMatch(type -> type.storedAs().equals(each.stored().storedAs()))) {
        types.addAll(each.served());
        stored.add(each.stored());
      }
    }
    return new Registry(types, stored);
  }

  /**
   * Reads a definition that was found to be valid.
   *
   * @throws IllegalArgumentException it cannot be served; the message names it
   */
  public static Defined read(JsonNode crd) {
    Definition definition = new Definition(crd, METADATA, Origin.CUSTOM);
    return new Defined(definition.types(), definition.storedType());
  }

  /** Whether the kinds of a definition are served, by its status. */
  public static boolean isEstablished(JsonNode crd) {
    return Definition.isTrue(crd, "Established");
  }

  private static List<ResourceType> builtInTypes() {
    List<ResourceType> types = new ArrayList<>();
    for (JsonNode builtIn : read("built-in.yaml")) {
      Origin origin =
          switch (builtIn.at("/spec/names/plural").asText()) {
            case "customresourcedefinitions" -> Origin.DEFINITION;
            case "services" -> Origin.ABSENT;
            default -> Origin.BUILT_IN;
          };
      new Definition(builtIn, METADATA, origin).types().forEach(t -> types.add(decorated(t)));
    }
    return List.copyOf(types);
  }

  private static List<ResourceType> podTypes() {
    JsonNode pods = read("pods.yaml").get(0);
    return new Definition(pods, METADATA, Origin.DERIVED)
        .types().stream().map(Registry::decorated).toList();
  }

  private static ResourceType decorated(ResourceType type) {
    boolean newEvents = type.group().equals("events.k8s.io");
    Conversion conversion = newEvents ? new EventConversion() : type.conversion();
    List<Column> columns = BuiltInColumns.of(type.plural());
    if (newEvents) {
      columns = columns.stream().map(c -> over(c, conversion)).toList();
    }
    return new ResourceType(
        type.group(),
        type.version(),
        type.naming(),
        type.namespaced(),
        newEvents ? "core/events" : type.storedAs(),
        type.origin(),
        type.schema(),
        type.schemas(),
        type.hasStatus(),
        type.scale(),
        columns,
        type.selectableFields(),
        conversion,
        type.deprecation(),
        type.terminating());
  }

  /** Core columns read the core form. */
  private static Column over(Column column, Conversion conversion) {
    return new Column(
        column.name(),
        column.type(),
        column.format(),
        column.description(),
        column.priority(),
        (object, now) -> column.cell().of(conversion.toStored((ObjectNode) object), now));
  }

  private static List<JsonNode> read(String resource) {
    try (InputStream in =
        Registry.class.getResourceAsStream("/io/lonejupiter/apiserver/" + resource)) {
      return Json.readYamlDocuments(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<ResourceType> types() {
    return types;
  }

  public Optional<ResourceType> find(String group, String version, String plural) {
    String prefix = group.isEmpty() ? version : group + "/" + version;
    return Optional.ofNullable(byPath.get(prefix + "/" + plural));
  }

  public ResourceType namespaces() {
    return byPath.get("v1/namespaces");
  }

  public ResourceType definitions() {
    return byPath.get("apiextensions.k8s.io/v1/customresourcedefinitions");
  }

  /** One type per stored collection that is served, whatever versions it is served in. */
  public List<ResourceType> stored() {
    Map<String, ResourceType> first = new LinkedHashMap<>();
    types.stream()
        .filter(type -> type.origin() != Origin.DERIVED && type.origin() != Origin.ABSENT)
        .forEach(type -> first.putIfAbsent(type.storedAs(), type));
    return List.copyOf(first.values());
  }

  /** The custom kind kept in a collection, in its stored version, served or not. */
  public Optional<ResourceType> keptIn(String collection) {
    return Optional.ofNullable(byCollection.get(collection));
  }
}
