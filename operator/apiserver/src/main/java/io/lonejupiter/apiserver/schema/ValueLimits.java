package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lonejupiter.apiserver.status.FieldError;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The limits of one value whose type is already known to be right. Pure. */
final class ValueLimits {
  private ValueLimits() {}

  static void check(Limits limits, JsonNode value, String path, List<FieldError> errors) {
    if (!limits.allowed().isEmpty() && !limits.allowed().contains(value)) {
      List<String> names = limits.allowed().stream().map(JsonNode::asText).toList();
      errors.add(FieldError.notSupported(path, value, names));
    }
    if (value.isTextual()) {
      text(limits, value, path, errors);
    } else if (value.isNumber()) {
      number(limits, value, path, errors);
    } else if (value.isArray()) {
      list(limits, value, path, errors);
    } else if (value.isObject()) {
      properties(limits, value, path, errors);
    }
  }

  private static void text(Limits limits, JsonNode value, String path, List<FieldError> errors) {
    String text = value.asText();
    int length = text.codePointCount(0, text.length());
    if (limits.maxLength() != null && length > limits.maxLength()) {
      errors.add(FieldError.tooLong(path, limits.maxLength()));
    }
    if (limits.minLength() != null && length < limits.minLength()) {
      errors.add(
          FieldError.invalid(
              path,
              value,
              path + " in body should be at least " + limits.minLength() + " chars long"));
    }
    if (limits.pattern() != null && !limits.pattern().matcher(text).find()) {
      errors.add(
          FieldError.invalid(
              path, value, path + " in body should match '" + limits.pattern().pattern() + "'"));
    }
    if (!Formats.accepts(limits.format(), text)) {
      errors.add(
          new FieldError(
              path,
              FieldError.Reason.TYPE_INVALID,
              value,
              path + " in body must be of type " + limits.format() + ": " + value));
    }
  }

  private static void number(Limits limits, JsonNode value, String path, List<FieldError> errors) {
    BigDecimal number = value.decimalValue();
    if (limits.multipleOf() != null
        && number.remainder(limits.multipleOf()).compareTo(BigDecimal.ZERO) != 0) {
      errors.add(
          FieldError.invalid(
              path,
              value,
              path + " in body should be a multiple of " + limits.multipleOf().toPlainString()));
    }
    if (limits.minimum() != null) {
      int order = number.compareTo(limits.minimum());
      if (order < 0 || order == 0 && limits.exclusiveMinimum()) {
        String words = limits.exclusiveMinimum() ? "greater than " : "greater than or equal to ";
        errors.add(bound(path, value, words, limits.minimum()));
      }
    }
    if (limits.maximum() != null) {
      int order = number.compareTo(limits.maximum());
      if (order > 0 || order == 0 && limits.exclusiveMaximum()) {
        String words = limits.exclusiveMaximum() ? "less than " : "less than or equal to ";
        errors.add(bound(path, value, words, limits.maximum()));
      }
    }
    if (limits.format().equals("int32") && number.abs().compareTo(INT32) > 0) {
      errors.add(
          FieldError.invalid(
              path, value, path + " in body must be of type int32: \"" + number + "\""));
    }
  }

  private static final BigDecimal INT32 = BigDecimal.valueOf(Integer.MAX_VALUE);

  private static FieldError bound(String path, JsonNode value, String words, BigDecimal bound) {
    return FieldError.invalid(
        path, value, path + " in body should be " + words + bound.toPlainString());
  }

  private static void list(Limits limits, JsonNode value, String path, List<FieldError> errors) {
    if (limits.maxItems() != null && value.size() > limits.maxItems()) {
      errors.add(FieldError.tooMany(path, value.size(), limits.maxItems()));
    }
    if (limits.minItems() != null && value.size() < limits.minItems()) {
      errors.add(
          FieldError.invalid(
              path,
              size(value),
              path + " in body should have at least " + limits.minItems() + " items"));
    }
    if (limits.uniqueItems()) {
      Set<JsonNode> seen = new HashSet<>();
      for (JsonNode item : value) {
        if (!seen.add(item)) {
          errors.add(
              FieldError.invalid(path, value, path + " in body shouldn't contain duplicates"));
          return;
        }
      }
    }
  }

  private static void properties(
      Limits limits, JsonNode value, String path, List<FieldError> errors) {
    if (limits.maxProperties() != null && value.size() > limits.maxProperties()) {
      errors.add(FieldError.tooMany(path, value.size(), limits.maxProperties()));
    }
    if (limits.minProperties() != null && value.size() < limits.minProperties()) {
      errors.add(
          FieldError.invalid(
              path,
              size(value),
              path + " in body should have at least " + limits.minProperties() + " properties"));
    }
  }

  private static JsonNode size(JsonNode container) {
    return JsonNodeFactory.instance.numberNode(container.size());
  }
}
