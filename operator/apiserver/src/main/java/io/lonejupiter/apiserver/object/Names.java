package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rules for names, labels and annotations. Pure; the words are Kubernetes'. */
public final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern NAME_PART =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
  private static final int ANNOTATION_BYTES = 256 * 1024;

  private Names() {}

  /** Checks name (or generateName), labels, annotations and finalizers. */
  public static List<FieldError> check(JsonNode object, boolean nameIsDnsLabel) {
    List<FieldError> errors = new ArrayList<>();
    String name = Metadata.name(object);
    if (name.isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    } else if (nameIsDnsLabel && !(DNS_LABEL.matcher(name).matches() && name.length() <= 63)) {
      errors.add(
          FieldError.invalid(
              "metadata.name",
              name,
              "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                  + " '-', and must start and end with an alphanumeric character (e.g. 'my-name',"
                  + "  or '123-abc', regex used for validation is '"
                  + LABEL
                  + "')"));
    } else if (!SUBDOMAIN.matcher(name).matches()) {
      errors.add(
          FieldError.invalid(
              "metadata.name",
              name,
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '-' or '.', and must start and end with an alphanumeric character (e.g."
                  + " 'example.com', regex used for validation is '"
                  + SUBDOMAIN.pattern()
                  + "')"));
    } else if (name.length() > 253) {
      errors.add(FieldError.invalid("metadata.name", name, "must be no more than 253 bytes"));
    }
    labels(object.path("metadata").path("labels"), errors);
    annotations(object.path("metadata").path("annotations"), errors);
    return errors;
  }

  private static void labels(JsonNode labels, List<FieldError> errors) {
    labels
        .properties()
        .forEach(
            label -> {
              key("metadata.labels", label.getKey(), errors);
              String value = label.getValue().asText();
              if (value.length() > 63) {
                errors.add(
                    FieldError.invalid("metadata.labels", value, "must be no more than 63 bytes"));
              }
              if (!LABEL_VALUE.matcher(value).matches()) {
                errors.add(
                    FieldError.invalid(
                        "metadata.labels",
                        value,
                        "a valid label must be an empty string or consist of alphanumeric"
                            + " characters, '-', '_' or '.', and must start and end with an"
                            + " alphanumeric character (e.g. 'MyValue',  or 'my_value',  or"
                            + " '12345', regex used for validation is '"
                            + LABEL_VALUE.pattern()
                            + "')"));
              }
            });
  }

  private static void annotations(JsonNode annotations, List<FieldError> errors) {
    long size = 0;
    for (var annotation : annotations.properties()) {
      key("metadata.annotations", annotation.getKey().toLowerCase(Locale.ROOT), errors);
      size += annotation.getKey().length() + annotation.getValue().asText().length();
    }
    if (size > ANNOTATION_BYTES) {
      errors.add(FieldError.tooLong("metadata.annotations", ANNOTATION_BYTES));
    }
  }

  /** What keeps a text from being a key as labels have them; empty when nothing does. */
  public static List<String> qualified(String key) {
    List<FieldError> errors = new ArrayList<>();
    key("", key, errors);
    return errors.stream().map(FieldError::detail).toList();
  }

  private static void key(String path, String key, List<FieldError> errors) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? null : key.substring(0, slash);
    String name = key.substring(slash + 1);
    if (prefix != null && !(SUBDOMAIN.matcher(prefix).matches() && prefix.length() <= 253)) {
      errors.add(
          FieldError.invalid(
              path,
              key,
              "prefix part a lowercase RFC 1123 subdomain must consist of lower case"
                  + " alphanumeric characters, '-' or '.', and must start and end with an"
                  + " alphanumeric character"));
    }
    if (!NAME_PART.matcher(name).matches() || name.length() > 63) {
      errors.add(
          FieldError.invalid(
              path,
              key,
              "name part must consist of alphanumeric characters, '-', '_' or '.', and must start"
                  + " and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or"
                  + " '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?"
                  + "[A-Za-z0-9]')"));
    }
  }
}
