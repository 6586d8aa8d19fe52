package io.lonejupiter.apiserver.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lonejupiter.apiserver.text.GoText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with one field, in the words Kubernetes uses.
 *
 * @param path the field, as {@code spec.ports[0].name}
 * @param reason the kind of mistake; it decides how the message begins
 * @param value the offending value; may be null where the reason does not show one
 * @param detail the rest of the message; may be empty
 */
public record FieldError(String path, Reason reason, JsonNode value, String detail) {

  /**
   * The kinds of mistakes, with the word Kubernetes puts into a status cause and into a message.
   */
  public enum Reason {
    REQUIRED("FieldValueRequired", "Required value", false),
    INVALID("FieldValueInvalid", "Invalid value", true),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value", true),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value", true),
    TOO_LONG("FieldValueTooLong", "Too long", false),
    TOO_MANY("FieldValueTooMany", "Too many", true),
    DUPLICATE("FieldValueDuplicate", "Duplicate value", true),
    NOT_FOUND("FieldValueNotFound", "Not found", true),
    FORBIDDEN("FieldValueForbidden", "Forbidden", false),
    INTERNAL("InternalError", "Internal error", false);

    private final String cause;
    private final String words;
    private final boolean showsValue;

    Reason(String cause, String words, boolean showsValue) {
      this.cause = cause;
      this.words = words;
      this.showsValue = showsValue;
    }

    /** The word in {@code details.causes[].reason}. */
    public String cause() {
      return cause;
    }
  }

  public static FieldError required(String path, String detail) {
    return new FieldError(path, Reason.REQUIRED, null, detail);
  }

  public static FieldError invalid(String path, JsonNode value, String detail) {
    return new FieldError(path, Reason.INVALID, value, detail);
  }

  /** The same for a value that Kubernetes knows as a struct, whose fields it does not sort. */
  public static FieldError invalidStruct(String path, JsonNode value, String detail) {
    return invalid(
        path,
        JsonNodeFactory.instance.rawValueNode(new RawValue(GoText.jsonInOrder(value))),
        detail);
  }

  public static FieldError invalid(String path, String value, String detail) {
    return invalid(path, JsonNodeFactory.instance.textNode(value), detail);
  }

  public static FieldError wrongType(String path, String actualType, String detail) {
    return new FieldError(
        path, Reason.TYPE_INVALID, JsonNodeFactory.instance.textNode(actualType), detail);
  }

  public static FieldError notSupported(String path, JsonNode value, List<String> supported) {
    String listed = supported.stream().map(GoText::quoted).collect(Collectors.joining(", "));
    return new FieldError(path, Reason.NOT_SUPPORTED, value, "supported values: " + listed);
  }

  public static FieldError tooLong(String path, int max) {
    return new FieldError(path, Reason.TOO_LONG, null, "may not be more than " + max + " bytes");
  }

  public static FieldError tooMany(String path, int actual, int max) {
    return new FieldError(
        path,
        Reason.TOO_MANY,
        JsonNodeFactory.instance.numberNode(actual),
        "must have at most " + max + (max == 1 ? " item" : " items"));
  }

  public static FieldError duplicate(String path, JsonNode value) {
    return new FieldError(path, Reason.DUPLICATE, value, "");
  }

  public static FieldError forbidden(String path, String detail) {
    return new FieldError(path, Reason.FORBIDDEN, null, detail);
  }

  public static FieldError internal(String path, String detail) {
    return new FieldError(path, Reason.INTERNAL, null, detail);
  }

  /** The message without the field, as it stands in a status cause. */
  public String message() {
    StringBuilder text = new StringBuilder(reason.words);
    if (reason.showsValue && value != null) {
      text.append(": ").append(shown(value));
    }
    if (detail != null && !detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    return text.toString();
  }

  private static String shown(JsonNode value) {
    if (value instanceof POJONode node && node.getPojo() instanceof RawValue raw) {
      return raw.rawValue().toString();
    }
    return value.isTextual() ? GoText.quoted(value.textValue()) : GoText.json(value);
  }

  @Override
  public String toString() {
    return path + ": " + message();
  }
}
