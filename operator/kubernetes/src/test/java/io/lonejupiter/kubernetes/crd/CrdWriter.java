package io.lonejupiter.kubernetes.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CustomResourceInfo;
import io.fabric8.kubernetes.client.CustomResource;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes the CRDs from the resource classes. What the generator cannot say is added here: the keys
 * of list-maps, integer formats, descriptions of the kinds, and that a spec is needed.
 */
final class CrdWriter {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          AppDeployment.class,
          AppHost.class,
          ApplicationMap.class,
          Artifact.class,
          FrontEndConfig.class);

  /** Lists whose items are told apart by a field, for server-side apply. */
  private static final Map<String, String> LIST_KEYS =
      Map.of(
          "conditions", "type",
          "env", "name",
          "ports", "name",
          "routerStatuses", "router",
          "prefers", "tag");

  /** Integers that are longs in the records. */
  private static final List<String> LONGS =
      List.of("observedGeneration", "size", "sequence", "memoryBytes", "memoryAvailableBytes");

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  private CrdWriter() {}

  /** File name to YAML text, for every kind. */
  static Map<String, String> generate(Path scratch) {
    var files = new TreeMap<String, String>();
    new CRDGenerator()
        .customResources(KINDS.stream().map(CustomResourceInfo::fromClass).toList())
        .inOutputDir(scratch.toFile())
        .withImplicitPreserveUnknownFields(false)
        .detailedGenerate();
    try (var written = Files.list(scratch)) {
      for (var file : written.toList()) {
        var crd = (ObjectNode) YAML.readTree(file.toFile());
        complete(crd);
        var plural = crd.at("/spec/names/plural").asText();
        files.put(plural + ".lonejupiter.io.yaml", YAML.writeValueAsString(crd));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static void complete(ObjectNode crd) {
    crd.withObject("/spec/names").put("listKind", crd.at("/spec/names/kind").asText() + "List");
    for (var version : crd.at("/spec/versions")) {
      inDeclaredOrder((ArrayNode) version.path("additionalPrinterColumns"), crd);
      var schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
      schema.put("description", description(crd.at("/spec/names/kind").asText()));
      schema.putArray("required").add("spec");
      var parts = schema.withObject("/properties");
      parts.withObject("/spec").put("description", "What is wanted.");
      parts.withObject("/status").put("description", "What is; written by the operator.");
      visit("", schema);
    }
  }

  /** The generator sorts columns by path; people read them in the order of the annotations. */
  private static void inDeclaredOrder(ArrayNode columns, ObjectNode crd) {
    var kind = crd.at("/spec/names/kind").asText();
    var declared =
        KINDS.stream()
            .filter(type -> type.getSimpleName().equals(kind))
            .flatMap(type -> Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class)))
            .map(AdditionalPrinterColumn::name)
            .toList();
    var sorted = new ArrayList<JsonNode>();
    columns.forEach(sorted::add);
    sorted.sort(Comparator.comparingInt(c -> declared.indexOf(c.path("name").asText())));
    columns.removeAll();
    columns.addAll(sorted);
  }

  private static String description(String kind) {
    return switch (kind) {
      case "Artifact" -> "Artifact is what a build produced: an immutable version of an app.";
      case "ApplicationMap" ->
          "ApplicationMap says how many instances of which artifact run, and where they may.";
      case "AppDeployment" ->
          "AppDeployment is one placed instance; the operator writes it, people read it.";
      case "FrontEndConfig" ->
          "FrontEndConfig says which requests go to which version or branch, with which weight.";
      case "AppHost" -> "AppHost is a host on which instances may run.";
      default -> throw new IllegalStateException("no description for kind " + kind);
    };
  }

  private static void visit(String name, JsonNode node) {
    if (!(node instanceof ObjectNode schema)) {
      return;
    }
    if ("integer".equals(schema.path("type").asText())) {
      schema.put("format", LONGS.contains(name) ? "int64" : "int32");
      for (var limit : List.of("minimum", "maximum")) {
        if (schema.has(limit)) {
          schema.put(limit, schema.get(limit).asLong());
        }
      }
    }
    var items = schema.path("items");
    if ("array".equals(schema.path("type").asText())) {
      var key = LIST_KEYS.get(name);
      if (key != null && items.path("properties").has(key)) {
        schema.put("x-kubernetes-list-type", "map");
        schema.putArray("x-kubernetes-list-map-keys").add(key);
      } else {
        schema.put("x-kubernetes-list-type", "atomic");
      }
      visit("", items);
    }
    schema.path("properties").properties().forEach(p -> visit(p.getKey(), p.getValue()));
  }
}
