package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.Admission;
import io.lonejupiter.apiserver.cel.Ratchet;
import io.lonejupiter.apiserver.definition.DefinitionDefaults;
import io.lonejupiter.apiserver.definition.DefinitionRules;
import io.lonejupiter.apiserver.definition.DefinitionStatus;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.object.Names;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.resource.ScalePaths;
import io.lonejupiter.apiserver.schema.Validator;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** What holds for every object that is kept, whichever request made it. Pure. */
final class ObjectRules {
  private final Admission admission;
  private final RuleBook book = new RuleBook();

  ObjectRules(Admission admission) {
    this.admission = admission;
  }

  /**
   * Fails with everything that is wrong. {@code before} is null for a create.
   *
   * @return what the client is warned of
   */
  List<String> check(
      ResourceType type, JsonNode before, ObjectNode after, Subresource subresource) {
    List<FieldError> errors = new ArrayList<>(Names.check(after, type.isNamespace()));
    if (before != null) {
      errors.addAll(unchanged(before, after));
    }
    errors.addAll(
        type.isDefinition()
            ? definition(before, after, subresource)
            : schemaErrors(type, before, after));
    if (type.scale() != null) {
      JsonNode replicas = ScalePaths.at(after, type.scale().specReplicas());
      if (replicas.isIntegralNumber() && replicas.asLong() < 0) {
        String path = "." + String.join(".", type.scale().specReplicas());
        errors.add(FieldError.invalid(path, replicas, "should be a non-negative integer"));
      }
    }
    List<String> warnings = type.isCustom() ? book.check(type, before, after, errors) : List.of();
    if (errors.isEmpty() && type.isCustom()) {
      errors.addAll(admission.check(request(type, before, after, subresource)));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(type.kindSubject(Metadata.name(after)), errors)
          .withWarnings(warnings);
    }
    return warnings;
  }

  private static List<FieldError> schemaErrors(ResourceType type, JsonNode before, JsonNode after) {
    List<FieldError> errors = Validator.validate(type.schema(), after);
    return type.isCustom() ? Ratchet.errors(type.schema(), before, after, errors) : errors;
  }

  private static List<FieldError> definition(
      JsonNode before, JsonNode after, Subresource subresource) {
    return subresource == Subresource.STATUS
        ? DefinitionRules.checkStatus(after)
        : DefinitionRules.check(before, after);
  }

  private static Admission.Request request(
      ResourceType type, JsonNode before, JsonNode after, Subresource subresource) {
    return new Admission.Request(
        before == null ? Admission.Operation.CREATE : Admission.Operation.UPDATE,
        type.group(),
        type.version(),
        type.kind(),
        type.plural(),
        subresource == Subresource.STATUS ? "status" : "",
        Metadata.namespace(after),
        before,
        after);
  }

  private static List<FieldError> unchanged(JsonNode before, JsonNode after) {
    List<FieldError> errors = new ArrayList<>();
    if (Metadata.isBeingDeleted(before)) {
      List<String> added = new ArrayList<>(Metadata.finalizers(after));
      added.removeAll(Metadata.finalizers(before));
      if (!added.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers []string{\""
                    + String.join("\", \"", added)
                    + "\"}"));
      }
    }
    return errors;
  }

  /** What the server itself fills in for built-in kinds. */
  static void complete(ResourceType type, ObjectNode object) {
    if (type.isDefinition()) {
      DefinitionDefaults.apply(object);
      if (object.has("status")) {
        DefinitionStatus.storeVersion(object);
      } else {
        DefinitionStatus.initial(object);
      }
      return;
    }
    if (type.isCustom() || !type.group().isEmpty()) {
      return;
    }
    if (type.plural().equals("secrets") && object.remove("stringData") instanceof ObjectNode text) {
      ObjectNode data = object.withObjectProperty("data");
      text.properties()
          .forEach(
              entry ->
                  data.put(
                      entry.getKey(),
                      Base64.getEncoder()
                          .encodeToString(
                              entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }
    if (type.isNamespace()) {
      ObjectNode labels = Metadata.of(object).withObjectProperty("labels");
      labels.put("kubernetes.io/metadata.name", Metadata.name(object));
      if (!object.has("status")) {
        object.putObject("status").put("phase", "Active");
        object.putObject("spec").putArray("finalizers").add("kubernetes");
      }
    }
  }

  /** The generation grows when what is wanted changes: all but metadata and status. */
  static void bumpGeneration(ResourceType type, JsonNode before, ObjectNode after) {
    if (!type.hasGeneration()) {
      return;
    }
    ObjectNode old = ((ObjectNode) before).deepCopy();
    ObjectNode now = after.deepCopy();
    old.remove("metadata");
    now.remove("metadata");
    if (type.hasStatus()) {
      old.remove("status");
      now.remove("status");
    }
    if (!Objects.equals(old, now)) {
      setGeneration(after, before.path("metadata").path("generation").asInt(0) + 1);
    }
  }

  static void setGeneration(ObjectNode object, int generation) {
    Metadata.of(object).set("generation", IntNode.valueOf(generation));
  }
}
