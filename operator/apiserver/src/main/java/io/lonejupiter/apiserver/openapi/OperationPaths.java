package io.lonejupiter.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The paths of one kind, named and with parameters as Kubernetes has them. Pure. */
final class OperationPaths {
  private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
  private static final List<String> PATCH =
      List.of("dryRun", "fieldManager", "fieldValidation", "force");
  private static final List<String> LIST =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");
  private static final List<String> DELETE =
      List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy");
  private static final List<String> READ = List.of("resourceVersion");
  private static final Set<String> FLAGS =
      Set.of("allowWatchBookmarks", "sendInitialEvents", "watch", "orphanDependents", "force");
  private static final Set<String> NUMBERS =
      Set.of("limit", "timeoutSeconds", "gracePeriodSeconds");
  private static final Map<String, String> DESCRIPTIONS =
      Map.ofEntries(
          Map.entry("allowWatchBookmarks", "Whether a watch may send bookmarks."),
          Map.entry("continue", "Where the next chunk of a list begins."),
          Map.entry("dryRun", "With All, nothing is changed."),
          Map.entry("fieldManager", "Who writes; owns the fields that are written."),
          Map.entry("fieldSelector", "Selects objects by fields."),
          Map.entry("fieldValidation", "What unknown fields lead to: Ignore, Warn or Strict."),
          Map.entry("force", "An apply takes over fields of others."),
          Map.entry("gracePeriodSeconds", "Seconds that an object gets to end."),
          Map.entry("labelSelector", "Selects objects by labels."),
          Map.entry("limit", "How many objects a chunk of a list has at most."),
          Map.entry("name", "Name of the object"),
          Map.entry("namespace", "Namespace of the object"),
          Map.entry("orphanDependents", "Deprecated for propagationPolicy."),
          Map.entry("pretty", "Ignored."),
          Map.entry("propagationPolicy", "What becomes of dependents."),
          Map.entry("resourceVersion", "The version a read or watch begins with."),
          Map.entry("resourceVersionMatch", "How resourceVersion is meant by a list."),
          Map.entry("sendInitialEvents", "A watch begins with the objects as they are."),
          Map.entry("timeoutSeconds", "How long a list or watch may take."),
          Map.entry("watch", "Changes are sent as they come."));

  private final ResourceType type;
  private final ObjectNode object;
  private final ObjectNode list;
  private final ObjectNode status = OpenApi.reference(OpenApi.META + "Status");
  private final String suffix;

  OperationPaths(ResourceType type, String schema) {
    this.type = type;
    this.object = OpenApi.reference(schema);
    this.list = OpenApi.reference(OpenApi.listName(type));
    this.suffix = words(type.group()) + capital(type.version());
  }

  void addTo(ObjectNode paths) {
    String base = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
    String space = type.namespaced() ? "/namespaces/{namespace}" : "";
    String collection = base + space + "/" + type.plural();
    String kind = (type.namespaced() ? "Namespaced" : "") + type.kind();
    ObjectNode all = paths.putObject(collection);
    ObjectNode create = operation(all, "post", "post", "create" + suffix + kind, WRITE);
    answers(create, object, 200, 201, 202);
    takes(create, object);
    answers(
        operation(all, "delete", "deletecollection", "delete" + suffix + "Collection" + kind, LIST),
        status,
        200);
    answers(operation(all, "get", "list", "list" + suffix + kind, LIST), list, 200);
    pathParameters(all, false);
    single(paths.putObject(collection + "/{name}"), kind);
    if (type.scale() != null) {
      ObjectNode scale = OpenApi.reference("io.k8s.api.autoscaling.v1.Scale");
      readAndWrite(paths.putObject(collection + "/{name}/scale"), kind + "Scale", scale);
    }
    if (type.hasStatus()) {
      readAndWrite(paths.putObject(collection + "/{name}/status"), kind + "Status", object);
    }
    if (type.namespaced()) {
      everywhere(paths.putObject(base + "/" + type.plural()));
    }
  }

  private void everywhere(ObjectNode path) {
    String id = "list" + suffix + type.kind() + "ForAllNamespaces";
    ObjectNode operation = operation(path, "get", "list", id, List.of());
    operation.remove("parameters");
    answers(operation, list, 200);
    ArrayNode query = path.putArray("parameters");
    LIST.forEach(name -> parameter(query, name, "query"));
    parameter(query, "pretty", "query");
  }

  private void single(ObjectNode path, String kind) {
    readAndWrite(path, kind, object);
    ObjectNode delete = operation(path, "delete", "delete", "delete" + suffix + kind, DELETE);
    answers(delete, status, 200, 202);
    content(delete.putObject("requestBody"), OpenApi.reference(OpenApi.META + "DeleteOptions"));
  }

  private void readAndWrite(ObjectNode path, String kind, ObjectNode schema) {
    answers(operation(path, "get", "get", "read" + suffix + kind, READ), schema, 200);
    ObjectNode put = operation(path, "put", "put", "replace" + suffix + kind, WRITE);
    answers(put, schema, 200, 201);
    takes(put, schema);
    ObjectNode patch = operation(path, "patch", "patch", "patch" + suffix + kind, PATCH);
    answers(patch, schema, 200);
    ObjectNode body = patch.putObject("requestBody").put("required", true);
    ObjectNode bodies = body.putObject("content");
    for (String form :
        List.of(
            "application/apply-patch+yaml",
            "application/json-patch+json",
            "application/merge-patch+json")) {
      bodies.putObject(form).set("schema", OpenApi.reference(OpenApi.META + "Patch"));
    }
    if (!type.isCustom()) {
      bodies
          .putObject("application/strategic-merge-patch+json")
          .set("schema", OpenApi.reference(OpenApi.META + "Patch"));
    }
    pathParameters(path, true);
  }

  private void pathParameters(ObjectNode path, boolean named) {
    ArrayNode parameters = path.putArray("parameters");
    if (named) {
      parameter(parameters, "name", "path").put("required", true);
    }
    if (type.namespaced()) {
      parameter(parameters, "namespace", "path").put("required", true);
    }
    parameter(parameters, "pretty", "query");
  }

  private ObjectNode operation(
      ObjectNode path, String method, String action, String id, List<String> parameters) {
    ObjectNode operation = path.putObject(method);
    String tag = lowerFirst(words(type.group())) + "_" + type.version();
    operation.putArray("tags").add(tag);
    operation.put("description", action + " " + type.plural());
    operation.put("operationId", id);
    ArrayNode query = operation.putArray("parameters");
    parameters.forEach(name -> parameter(query, name, "query"));
    operation.put("x-kubernetes-action", action);
    operation.set("x-kubernetes-group-version-kind", OpenApi.gvk(type, type.kind()));
    return operation;
  }

  private static ObjectNode parameter(ArrayNode all, String name, String in) {
    ObjectNode parameter = all.addObject().put("name", name).put("in", in);
    parameter.put("description", DESCRIPTIONS.get(name));
    String of = FLAGS.contains(name) ? "boolean" : NUMBERS.contains(name) ? "integer" : "string";
    parameter.putObject("schema").put("type", of).put("uniqueItems", true);
    return parameter;
  }

  private static void answers(ObjectNode operation, ObjectNode schema, int... codes) {
    ObjectNode responses = operation.putObject("responses");
    for (int code : codes) {
      String word = code == 200 ? "OK" : code == 201 ? "Created" : "Accepted";
      content(responses.putObject(Integer.toString(code)).put("description", word), schema);
    }
    responses.putObject("401").put("description", "Unauthorized");
  }

  private static void takes(ObjectNode operation, ObjectNode schema) {
    content(operation.putObject("requestBody"), schema).put("required", true);
  }

  private static ObjectNode content(ObjectNode holder, ObjectNode schema) {
    ObjectNode content = holder.putObject("content");
    content.putObject("application/json").set("schema", schema.deepCopy());
    content.putObject("application/yaml").set("schema", schema.deepCopy());
    return holder;
  }

  /** {@code DifferentialTest} of {@code differential.test}; the core group is {@code Core}. */
  private static String words(String group) {
    String plain = group.replace(".k8s.io", "");
    StringBuilder words = new StringBuilder();
    for (String part : (plain.isEmpty() ? "core" : plain).split("[.-]")) {
      words.append(capital(part));
    }
    return words.toString();
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
