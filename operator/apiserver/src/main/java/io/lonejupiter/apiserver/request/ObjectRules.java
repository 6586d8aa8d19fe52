package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.Admission;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.definition.DefinitionDefaults;
import io.lonejupiter.apiserver.definition.DefinitionRules;
import io.lonejupiter.apiserver.definition.DefinitionStatus;
import io.lonejupiter.apiserver.definition.FormatWarnings;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.object.Names;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Embedded;
import io.lonejupiter.apiserver.schema.ListKeys;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.Validator;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What holds for every object that is kept, whichever request made it. Pure. */
final class ObjectRules {
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");

  private final Admission admission;
  private final RuleBook book = new RuleBook();

  ObjectRules(Admission admission) {
    this.admission = admission;
  }

  /** Does beforehand what the first write of a kind would have to do. */
  void prepare(ResourceType type) {
    if (type.isCustom()) {
      book.prepare(type);
    }
  }

  /**
   * Fails with everything that is wrong with a new object.
   *
   * @return what the client is warned of
   */
  List<String> create(ResourceType type, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>(header(type, object));
    List<String> warnings = List.of();
    if (BuiltIns.isTyped(type)) {
      errors.addAll(BuiltIns.create(type, object));
    } else if (errors.isEmpty() && type.isDefinition()) {
      errors.addAll(Names.check(object, false));
      errors.addAll(definition(null, object, Subresource.NONE));
      warnings = FormatWarnings.of(null, object);
    } else if (errors.isEmpty()) {
      errors.addAll(Names.check(object, type.isNamespace()));
      errors.addAll(values(type, object));
      warnings = book.check(type, null, object, errors);
    }
    if (errors.isEmpty()) {
      errors.addAll(Names.anyName(object));
    }
    refuse(type, null, object, Subresource.NONE, errors, warnings);
    return warnings;
  }

  /**
   * Fails with everything that is wrong with a changed object.
   *
   * @return what the client is warned of
   */
  List<String> update(
      ResourceType type, ObjectNode before, ObjectNode after, Subresource subresource) {
    List<String> warnings = List.of();
    List<FieldError> errors = new ArrayList<>(Names.anyName(after));
    List<FieldError> changes = unchanged(before, after);
    errors.addAll(changes);
    List<FieldError> header = header(type, after);
    errors.addAll(header);
    if (header.isEmpty()) {
      errors.addAll(changes);
      errors.addAll(
          BuiltIns.isTyped(type)
              ? BuiltIns.update(type, before, after, subresource.path())
              : type.isDefinition()
                  ? definition(before, after, subresource)
                  : values(type, before, after, subresource));
      if (type.isDefinition() && subresource == Subresource.NONE) {
        warnings = FormatWarnings.of(before, after);
      }
      if (type.isCustom()) {
        warnings = book.check(type, before, after, errors);
      }
    }
    refuse(type, before, after, subresource, errors, warnings);
    return warnings;
  }

  private static List<FieldError> values(ResourceType type, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>(Validator.validate(type.schema(), object));
    errors.addAll(Scales.spec(type, object));
    errors.addAll(Scales.status(type, object));
    errors.addAll(Embedded.check(type.schema(), object));
    errors.addAll(ListKeys.check(type.schema(), object));
    return errors;
  }

  private static List<FieldError> values(
      ResourceType type, ObjectNode before, ObjectNode after, Subresource subresource) {
    List<FieldError> errors = new ArrayList<>();
    if (subresource == Subresource.STATUS) {
      Schema status = type.schema().field("status");
      boolean stillNothing = after.path("status").isNull() && !before.has("status");
      if (status != null && after.has("status") && !stillNothing) {
        errors.addAll(
            Validator.update(status, before.get("status"), after.get("status"), "status"));
      }
    } else {
      errors.addAll(Validator.update(type.schema(), before, after, ""));
      errors.addAll(Scales.spec(type, after));
    }
    errors.addAll(Scales.status(type, after));
    if (subresource != Subresource.STATUS) {
      errors.addAll(Embedded.check(type.schema(), after));
    }
    List<FieldError> keys = ListKeys.check(type.schema(), after);
    if (!keys.isEmpty() && ListKeys.check(type.schema(), before).isEmpty()) {
      errors.addAll(keys);
    }
    return errors;
  }

  private static List<FieldError> header(ResourceType type, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode kind = object.path("kind");
    if (!kind.asText().equals(type.kind())) {
      errors.add(FieldError.invalid("kind", kind.asText(), "must be " + type.kind()));
    }
    JsonNode apiVersion = object.path("apiVersion");
    if (!apiVersion.asText().equals(type.apiVersion())) {
      errors.add(
          FieldError.invalid("apiVersion", apiVersion.asText(), "must be " + type.apiVersion()));
    }
    return errors;
  }

  private void refuse(
      ResourceType type,
      ObjectNode before,
      ObjectNode after,
      Subresource subresource,
      List<FieldError> errors,
      List<String> warnings) {
    if (errors.isEmpty() && type.isCustom()) {
      errors.addAll(admission.check(request(type, before, after, subresource)));
    }
    if (!errors.isEmpty()) {
      String apiVersion = after.path("apiVersion").asText();
      int slash = apiVersion.indexOf('/');
      String kind = after.path("kind").asText();
      String name = Metadata.name(after);
      throw ApiException.invalid(
              BuiltIns.isTyped(type)
                  ? BuiltIns.subject(type, name)
                  : new ApiException.Subject(
                      slash < 0 ? "" : apiVersion.substring(0, slash), kind, name),
              errors)
          .withWarnings(warnings);
    }
  }

  /** Warnings about what is allowed but unwise; {@code before} is null for a new object. */
  static List<String> warnings(ResourceType type, JsonNode before, JsonNode after) {
    if (BuiltIns.isTyped(type)) {
      return List.of();
    }
    List<String> added = new ArrayList<>(new TreeSet<>(Metadata.finalizers(after)));
    if (before != null) {
      added.removeAll(Metadata.finalizers(before));
    }
    List<String> warnings = new ArrayList<>();
    for (String finalizer : added) {
      if (!finalizer.contains("/") && !STANDARD_FINALIZERS.contains(finalizer)) {
        warnings.add(
            "metadata.finalizers: "
                + GoText.quoted(finalizer)
                + ": prefer a domain-qualified finalizer name to avoid"
                + " accidental conflicts with other finalizer writers");
      }
    }
    return warnings;
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
      List<String> added = new ArrayList<>(new TreeSet<>(Metadata.finalizers(after)));
      added.removeAll(Metadata.finalizers(before));
      if (!added.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers []string{"
                    + added.stream().map(GoText::quoted).collect(Collectors.joining(", "))
                    + "}"));
      }
    }
    for (String field :
        List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds")) {
      JsonNode old = before.path("metadata").path(field);
      JsonNode now = after.path("metadata").path(field);
      if (!old.equals(now)) {
        JsonNode shown = now.isMissingNode() ? NullNode.instance : now;
        errors.add(FieldError.invalid("metadata." + field, shown, "field is immutable"));
      }
    }
    errors.addAll(Names.changeable(after));
    return errors;
  }

  /** What the server itself fills in; {@code before} is null for a new object. */
  static void complete(ResourceType type, ObjectNode before, ObjectNode object) {
    if (type.isDefinition()) {
      DefinitionDefaults.apply(object);
      if (object.has("status")) {
        DefinitionStatus.storeVersion(object);
      } else {
        DefinitionStatus.initial(object);
      }
    } else {
      BuiltIns.complete(type, before, object);
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
