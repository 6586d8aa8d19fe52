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

/** All kinds this server knows: the built-in ones and those of the definitions it was given. */
public final class Registry {
  private final List<ResourceType> types;
  private final Map<String, ResourceType> byPath = new LinkedHashMap<>();

  private Registry(List<ResourceType> types) {
    this.types = List.copyOf(types);
    for (ResourceType type : types) {
      if (byPath.put(type.apiVersion() + "/" + type.plural(), type) != null) {
        throw new IllegalArgumentException(
            type.plural() + " of " + type.apiVersion() + " is defined twice");
      }
    }
  }

  /**
   * @throws IllegalArgumentException a definition cannot be served; the message names it
   */
  public static Registry of(List<JsonNode> definitions) {
    return of(definitions, false);
  }

  /**
   * @param pods whether there are pods
   * @throws IllegalArgumentException a definition cannot be served; the message names it
   */
  public static Registry of(List<JsonNode> definitions, boolean pods) {
    JsonNode metadata = read("object-meta.yaml").get(0);
    List<ResourceType> types = new ArrayList<>();
    for (JsonNode builtIn : read("built-in.yaml")) {
      Origin origin =
          builtIn.at("/spec/names/plural").asText().equals("customresourcedefinitions")
              ? Origin.FIXED
              : Origin.BUILT_IN;
      new Definition(builtIn, metadata, origin).types().forEach(t -> types.add(decorated(t)));
    }
    if (pods) {
      for (JsonNode derived : read("pods.yaml")) {
        new Definition(derived, metadata, Origin.DERIVED)
            .types()
            .forEach(t -> types.add(decorated(t)));
      }
    }
    definitions.forEach(crd -> types.addAll(new Definition(crd, metadata, Origin.CUSTOM).types()));
    return new Registry(types);
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
        type.hasStatus(),
        type.scale(),
        columns,
        type.selectableFields(),
        conversion);
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

  /** One type per stored collection, whatever versions it is served in. */
  public List<ResourceType> stored() {
    Map<String, ResourceType> first = new LinkedHashMap<>();
    types.stream()
        .filter(type -> type.origin() != Origin.DERIVED)
        .forEach(type -> first.putIfAbsent(type.storedAs(), type));
    return List.copyOf(first.values());
  }
}
