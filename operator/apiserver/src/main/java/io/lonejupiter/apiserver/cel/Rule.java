package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.FieldError;

/**
 * One entry of {@code x-kubernetes-validations} as written.
 *
 * @param reason empty when not given
 * @param optionalOldSelf null when not given
 */
record Rule(
    String rule,
    String message,
    String messageExpression,
    String reason,
    String fieldPath,
    Boolean optionalOldSelf) {

  static Rule of(JsonNode written) {
    JsonNode optional = written.get("optionalOldSelf");
    return new Rule(
        written.path("rule").asText(""),
        written.path("message").asText(""),
        written.path("messageExpression").asText(""),
        written.path("reason").asText(""),
        written.path("fieldPath").asText(""),
        optional == null || optional.isNull() ? null : optional.asBoolean());
  }

  boolean hasOptionalOldSelf() {
    return Boolean.TRUE.equals(optionalOldSelf);
  }

  /** How messages name the rule. */
  String name() {
    return message.isEmpty() ? rule.strip() : message.strip();
  }

  String failure() {
    return message.isEmpty() ? "failed rule: " + name() : message.strip();
  }

  /**
   * The error for a value that breaks the rule.
   *
   * @param shown the value; null for what is too large to be shown
   */
  FieldError error(String path, JsonNode shown, String detail) {
    return switch (reason) {
      case "FieldValueForbidden" -> FieldError.forbidden(path, detail);
      case "FieldValueRequired" -> FieldError.required(path, detail);
      case "FieldValueDuplicate" -> FieldError.duplicate(path, shown);
      default -> FieldError.invalid(path, shown, detail);
    };
  }
}
