package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.lonejupiter.apiserver.cel.Rules;
import io.lonejupiter.apiserver.cel.Verdict;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The CEL rules of each kind, compiled once for each schema. */
final class RuleBook {
  private static final Set<FieldError.Reason> BLOCKING =
      EnumSet.of(
          FieldError.Reason.NOT_SUPPORTED,
          FieldError.Reason.REQUIRED,
          FieldError.Reason.TOO_LONG,
          FieldError.Reason.TOO_MANY,
          FieldError.Reason.TYPE_INVALID);

  private final Map<String, Rules> rules = new ConcurrentHashMap<>();

  /**
   * Adds what breaks a rule. Rules are not asked about an object whose form they cannot rely on.
   *
   * @param before null for a create
   * @return what the client is warned of
   */
  List<String> check(ResourceType type, JsonNode before, JsonNode after, List<FieldError> errors) {
    Rules ours = of(type);
    if (ours.isEmpty()) {
      return List.of();
    }
    if (errors.stream().anyMatch(error -> BLOCKING.contains(error.reason()))) {
      errors.add(
          FieldError.invalid(
              "<nil>",
              NullNode.instance,
              "some validation rules were not checked because the object was invalid; correct the"
                  + " existing errors to complete validation"));
      return List.of();
    }
    Verdict verdict = ours.check(before, after);
    errors.addAll(verdict.errors());
    return verdict.forgiven().stream().map(FieldError::toString).toList();
  }

  /** Does beforehand what the first check of a kind would have to do. */
  void prepare(ResourceType type) {
    of(type).compile();
  }

  private Rules of(ResourceType type) {
    return rules.compute(
        type.apiVersion() + "/" + type.plural(),
        (name, known) ->
            known != null && isSame(known.schema(), type.schema())
                ? known
                : Rules.of(type.schema()));
  }

  /** A definition may be read again without having changed. */
  private static boolean isSame(Schema known, Schema schema) {
    return known == schema || known.raw().equals(schema.raw());
  }
}
