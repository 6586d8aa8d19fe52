package io.lonejupiter.core.validate;

/**
 * What is wrong with one field.
 *
 * @param path such as {@code spec.routes[0].backendRefs}
 * @param value the value that was found, for the message
 * @param message what is wrong and what would be right
 */
public record FieldError(String path, String value, String message) {
  @Override
  public String toString() {
    return path + ": " + (value.isEmpty() ? "" : "Invalid value: " + value + ": ") + message;
  }
}
