package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Names;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.typed.TypedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules of the kinds that every Kubernetes has. Pure. */
public final class BuiltIns {
  private static final Map<String, KindRules> BY_TYPE =
      Map.of(
          "v1/namespaces", new NamespaceRules(),
          "v1/configmaps", new ConfigMapRules(),
          "v1/secrets", new SecretRules(),
          "v1/serviceaccounts", object -> List.of(),
          "v1/events", new EventRules(),
          "events.k8s.io/v1/events", new NewEventRules(),
          "coordination.k8s.io/v1/leases", new LeaseRules());
  private static final KindRules NONE = object -> List.of();

  private BuiltIns() {}

  private static KindRules of(ResourceType type) {
    return BY_TYPE.getOrDefault(type.apiVersion() + "/" + type.plural(), NONE);
  }

  /** Whether the kind is known field by field, and not by a schema alone. */
  public static boolean isTyped(ResourceType type) {
    return BY_TYPE.containsKey(type.apiVersion() + "/" + type.plural()) && !type.isCustom();
  }

  /** Whether the kind's names may be anything that fits into a path. */
  private static boolean takesAnyName(ResourceType type) {
    return type.group().isEmpty() && type.plural().equals("events");
  }

  /** Whether a PUT makes an object that is not there. */
  public static boolean createsOnUpdate(ResourceType type) {
    return type.plural().equals("events") || type.plural().equals("leases");
  }

  /** Whether a PUT must name the version it is based on. */
  public static boolean needsVersion(ResourceType type) {
    return type.plural().equals("leases");
  }

  /** Whom errors name: both groups of events are one kind inside. */
  public static ApiException.Subject subject(ResourceType type, String name) {
    return type.plural().equals("events")
        ? new ApiException.Subject("", type.kind(), name)
        : type.kindSubject(name);
  }

  /** An object of the kind with nothing in it, as it shows. */
  public static ObjectNode empty(ResourceType type) {
    return isTyped(type) ? TypedJson.empty(type.apiVersion(), type.kind()) : Json.object();
  }

  /** What is wrong with a new object. */
  public static List<FieldError> create(ResourceType type, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>(check(type, object));
    errors.addAll(of(type).creation(object));
    return errors;
  }

  private static List<FieldError> check(ResourceType type, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    errors.addAll(
        takesAnyName(type) ? Names.anyName(object) : Names.check(object, type.isNamespace()));
    errors.addAll(Finalizers.check(object));
    errors.addAll(of(type).check(object));
    return errors;
  }

  /**
   * What is wrong with a change, in the order in which it is told.
   *
   * @param subresource {@code status}, {@code finalize} or empty
   */
  public static List<FieldError> update(
      ResourceType type, ObjectNode before, ObjectNode after, String subresource) {
    if (!subresource.isEmpty()) {
      return subresource.equals("status")
          ? NamespaceRules.status(after)
          : NamespaceRules.finalizers(after);
    }
    List<FieldError> errors = new ArrayList<>(of(type).change(before, after));
    errors.addAll(check(type, after));
    return errors;
  }

  /** Fills in what the server knows better; {@code before} is null for a new object. */
  public static void complete(ResourceType type, ObjectNode before, ObjectNode object) {
    of(type).complete(before, object);
  }
}
