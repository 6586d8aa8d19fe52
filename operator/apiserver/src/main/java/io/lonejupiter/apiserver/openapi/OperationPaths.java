package io.lonejupiter.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.ResourceType;
import java.util.List;

/** The paths of one kind, with what kubectl reads of them: action, kind, parameters. Pure. */
final class OperationPaths {
  private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");

  private final ResourceType type;
  private final ObjectNode schema;

  OperationPaths(ResourceType type, ObjectNode schema) {
    this.type = type;
    this.schema = schema;
  }

  void addTo(ObjectNode paths) {
    String base = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
    String space = type.namespaced() ? "/namespaces/{namespace}" : "";
    String collection = base + space + "/" + type.plural();
    ObjectNode all = paths.putObject(collection);
    operation(all, "get", "list", List.of("fieldSelector", "labelSelector", "limit", "watch"));
    operation(all, "post", "post", WRITE);
    operation(all, "delete", "deletecollection", List.of("dryRun"));
    single(paths.putObject(collection + "/{name}"));
    if (type.hasStatus()) {
      ObjectNode status = paths.putObject(collection + "/{name}/status");
      operation(status, "get", "get", List.of());
      operation(status, "put", "put", WRITE);
      operation(status, "patch", "patch", WRITE);
    }
    if (type.namespaced()) {
      ObjectNode everywhere = paths.putObject(base + "/" + type.plural());
      operation(everywhere, "get", "list", List.of("fieldSelector", "labelSelector", "limit"));
    }
  }

  private void single(ObjectNode path) {
    operation(path, "get", "get", List.of());
    operation(path, "put", "put", WRITE);
    operation(
        path, "patch", "patch", List.of("dryRun", "fieldManager", "fieldValidation", "force"));
    operation(path, "delete", "delete", List.of("dryRun", "propagationPolicy"));
  }

  private void operation(ObjectNode path, String method, String action, List<String> parameters) {
    ObjectNode operation = path.putObject(method);
    ArrayNode query = operation.putArray("parameters");
    for (String name : parameters) {
      ObjectNode parameter = query.addObject().put("name", name).put("in", "query");
      parameter.putObject("schema").put("type", name.equals("force") ? "boolean" : "string");
    }
    ObjectNode content =
        operation
            .putObject("responses")
            .putObject("200")
            .put("description", "OK")
            .putObject("content")
            .putObject("application/json");
    content.set("schema", schema.deepCopy());
    if (action.equals("patch")) {
      ObjectNode bodies = operation.putObject("requestBody").putObject("content");
      bodies.putObject("application/apply-patch+yaml").set("schema", Json.object());
      bodies.putObject("application/json-patch+json").set("schema", Json.object());
      bodies.putObject("application/merge-patch+json").set("schema", Json.object());
      if (!type.isCustom()) {
        // kubectl apply makes such patches from the schemas only where they are announced.
        bodies.putObject("application/strategic-merge-patch+json").set("schema", Json.object());
      }
    }
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", OpenApi.gvk(type, type.kind()));
  }
}
