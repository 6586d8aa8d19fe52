package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.Validator;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.Iterator;
import java.util.List;

/**
 * Leaves out the errors of the schema that an update did not make: an error is only told when the
 * value it is about, or one that contains it, has changed.
 */
public final class Ratchet {
  private Ratchet() {}

  /**
   * @param before null for a create, where every error counts
   */
  public static List<FieldError> errors(
      Schema schema, JsonNode before, JsonNode after, List<FieldError> errors) {
    if (before == null || errors.isEmpty()) {
      return errors;
    }
    boolean hadDuplicates =
        Validator.validate(schema, before).stream()
            .anyMatch(error -> error.reason() == FieldError.Reason.DUPLICATE);
    return errors.stream()
        .filter(
            error ->
                error.reason() == FieldError.Reason.DUPLICATE
                    ? !hadDuplicates
                    : !isUnchanged(
                        new Correlation(before, after, schema, true), after, error.path()))
        .toList();
  }

  private static boolean isUnchanged(Correlation at, JsonNode after, String path) {
    if (at == null) {
      return false;
    }
    if (at.isUnchanged()) {
      return true;
    }
    if (path.startsWith("[") && after.isArray()) {
      int close = path.indexOf(']');
      int index = Integer.parseInt(path.substring(1, close));
      return isUnchanged(at.index(index), after.path(index), rest(path.substring(close + 1)));
    }
    String name = longestName(after, path);
    return name != null
        && isUnchanged(at.key(name), after.get(name), rest(path.substring(name.length())));
  }

  /** Names may contain dots, so the path alone does not tell where one ends. */
  private static String longestName(JsonNode object, String path) {
    String longest = null;
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      boolean fits =
          path.startsWith(name)
              && (path.length() == name.length() || ".[".indexOf(path.charAt(name.length())) >= 0);
      if (fits && (longest == null || name.length() > longest.length())) {
        longest = name;
      }
    }
    return longest;
  }

  private static String rest(String path) {
    return path.startsWith(".") ? path.substring(1) : path;
  }
}
