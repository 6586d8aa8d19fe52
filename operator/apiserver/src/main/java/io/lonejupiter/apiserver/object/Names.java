package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.text.GoText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The rules for metadata: names, labels, annotations, owners. Pure; the words are Kubernetes'. */
public final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern LABEL_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern NAME_PART =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
  private static final String NAME_PART_RULE =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start"
          + " and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or"
          + " '123-abc', regex used for validation is '"
          + NAME_PART.pattern()
          + "')";
  private static final int MAX_LABEL = 63;
  private static final int MAX_NAME = 253;
  private static final int ANNOTATION_BYTES = 256 * 1024;
  private static final int MAX_MANAGER = 128;

  private Names() {}

  /** Checks all metadata of an object of a kind whose names are as usual, or labels. */
  public static List<FieldError> check(JsonNode object, boolean nameIsDnsLabel) {
    return metadata(
        object.path("metadata"), "metadata", nameIsDnsLabel ? Names::label : Names::subdomain);
  }

  /** Checks all metadata of an object whose name may be anything a path can hold. */
  public static List<FieldError> anyName(JsonNode object) {
    return metadata(object.path("metadata"), "metadata", Names::segment);
  }

  /** Checks the metadata of an object within another, which needs no name. */
  public static List<FieldError> embedded(JsonNode metadata, String path) {
    List<FieldError> errors = new ArrayList<>();
    name(metadata, path, "generateName", Names::segment, errors);
    name(metadata, path, "name", Names::segment, errors);
    rest(metadata, path, errors);
    return errors;
  }

  private static List<FieldError> metadata(
      JsonNode metadata, String path, Function<String, List<String>> rule) {
    List<FieldError> errors = new ArrayList<>();
    String prefix = metadata.path("generateName").asText("");
    if (!prefix.isEmpty()) {
      String masked =
          prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix;
      rule.apply(masked)
          .forEach(e -> errors.add(FieldError.invalid(path + ".generateName", prefix, e)));
    }
    if (metadata.path("name").asText("").isEmpty()) {
      errors.add(FieldError.required(path + ".name", "name or generateName is required"));
    } else {
      name(metadata, path, "name", rule, errors);
    }
    JsonNode generation = metadata.path("generation");
    if (generation.asLong() < 0) {
      errors.add(
          FieldError.invalid(
              path + ".generation", generation, "must be greater than or equal to 0"));
    }
    rest(metadata, path, errors);
    return errors;
  }

  private static void name(
      JsonNode metadata,
      String path,
      String field,
      Function<String, List<String>> rule,
      List<FieldError> errors) {
    String name = metadata.path(field).asText("");
    if (!name.isEmpty()) {
      rule.apply(name).forEach(e -> errors.add(FieldError.invalid(path + "." + field, name, e)));
    }
  }

  /** Checks once more what an update may have changed, as Kubernetes does. */
  public static List<FieldError> changeable(JsonNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode metadata = object.path("metadata");
    labels(metadata.path("labels"), "metadata.labels", errors);
    annotations(metadata.path("annotations"), "metadata.annotations", errors);
    owners(metadata.path("ownerReferences"), "metadata.ownerReferences", errors);
    managers(metadata.path("managedFields"), "metadata.managedFields", errors);
    return errors;
  }

  private static void rest(JsonNode metadata, String path, List<FieldError> errors) {
    labels(metadata.path("labels"), path + ".labels", errors);
    annotations(metadata.path("annotations"), path + ".annotations", errors);
    owners(metadata.path("ownerReferences"), path + ".ownerReferences", errors);
    finalizers(metadata.path("finalizers"), path + ".finalizers", errors);
    managers(metadata.path("managedFields"), path + ".managedFields", errors);
  }

  private static List<String> segment(String name) {
    if (name.equals(".") || name.equals("..")) {
      return List.of("may not be '" + name + "'");
    }
    List<String> errors = new ArrayList<>();
    for (String part : List.of("/", "%")) {
      if (name.contains(part)) {
        errors.add("may not contain '" + part + "'");
      }
    }
    return errors;
  }

  private static List<String> label(String name) {
    return sized(
        name,
        MAX_LABEL,
        DNS_LABEL,
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
            + " '-', and must start and end with an alphanumeric character (e.g. 'my-name',"
            + "  or '123-abc', regex used for validation is '"
            + LABEL
            + "')");
  }

  /** What keeps a text from being a DNS label of the old rule; empty when nothing does. */
  public static String label1035(String name) {
    return String.join(
        ",",
        sized(
            name,
            MAX_LABEL,
            LABEL_1035,
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with"
                + " an alphabetic character, and end with an alphanumeric character (e.g."
                + " 'my-name',  or 'abc-123', regex used for validation is '"
                + LABEL_1035.pattern()
                + "')"));
  }

  private static List<String> subdomain(String name) {
    return sized(
        name,
        MAX_NAME,
        SUBDOMAIN,
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
            + " '-' or '.', and must start and end with an alphanumeric character (e.g."
            + " 'example.com', regex used for validation is '"
            + SUBDOMAIN.pattern()
            + "')");
  }

  private static List<String> sized(String text, int max, Pattern pattern, String rule) {
    List<String> errors = new ArrayList<>();
    if (bytes(text) > max) {
      errors.add("must be no more than " + max + " bytes");
    }
    if (!pattern.matcher(text).matches()) {
      errors.add(rule);
    }
    return errors;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void labels(JsonNode labels, String path, List<FieldError> errors) {
    labels
        .properties()
        .forEach(
            label -> {
              key(label.getKey())
                  .forEach(e -> errors.add(FieldError.invalid(path, label.getKey(), e)));
              String value = label.getValue().asText();
              sized(
                      value,
                      MAX_LABEL,
                      LABEL_VALUE,
                      "a valid label must be an empty string or consist of alphanumeric"
                          + " characters, '-', '_' or '.', and must start and end with an"
                          + " alphanumeric character (e.g. 'MyValue',  or 'my_value',  or"
                          + " '12345', regex used for validation is '"
                          + LABEL_VALUE.pattern()
                          + "')")
                  .forEach(e -> errors.add(FieldError.invalid(path, value, e)));
            });
  }

  private static void annotations(JsonNode annotations, String path, List<FieldError> errors) {
    long size = 0;
    for (var annotation : annotations.properties()) {
      String name = annotation.getKey();
      key(name.toLowerCase(Locale.ROOT))
          .forEach(e -> errors.add(FieldError.invalid(path, name, e)));
      size += bytes(name) + bytes(annotation.getValue().asText());
    }
    if (size > ANNOTATION_BYTES) {
      errors.add(FieldError.tooLong(path, ANNOTATION_BYTES));
    }
  }

  private static void owners(JsonNode owners, String path, List<FieldError> errors) {
    String controller = "";
    for (JsonNode owner : owners) {
      String apiVersion = owner.path("apiVersion").asText("");
      boolean malformed = apiVersion.indexOf('/') != apiVersion.lastIndexOf('/');
      if (apiVersion.isEmpty() || apiVersion.endsWith("/") || malformed) {
        errors.add(
            FieldError.invalid(path + ".apiVersion", apiVersion, "version must not be empty"));
      }
      for (String field : List.of("kind", "name", "uid")) {
        if (owner.path(field).asText("").isEmpty()) {
          errors.add(FieldError.invalid(path + "." + field, "", "must not be empty"));
        }
      }
      if (apiVersion.equals("v1") && owner.path("kind").asText().equals("Event")) {
        errors.add(
            FieldError.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
      }
      if (owner.path("controller").asBoolean()) {
        String name = owner.path("kind").asText() + "/" + owner.path("name").asText();
        if (!controller.isEmpty()) {
          errors.add(
              FieldError.invalid(
                  path,
                  owners,
                  "Only one reference can have Controller set to true. Found \"true\" in"
                      + " references for "
                      + controller
                      + " and "
                      + name));
        } else {
          controller = name;
        }
      }
    }
  }

  private static void finalizers(JsonNode finalizers, String path, List<FieldError> errors) {
    List<String> names = new ArrayList<>();
    for (JsonNode finalizer : finalizers) {
      String name = finalizer.asText();
      names.add(name);
      key(name).forEach(e -> errors.add(FieldError.invalid(path, name, e)));
    }
    if (names.contains("orphan") && names.contains("foregroundDeletion")) {
      errors.add(
          FieldError.invalid(
              path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"));
    }
  }

  private static void managers(JsonNode managers, String path, List<FieldError> errors) {
    for (int i = 0; i < managers.size(); i++) {
      JsonNode entry = managers.get(i);
      String at = path + "[" + i + "]";
      String operation = entry.path("operation").asText("");
      if (!operation.equals("Apply") && !operation.equals("Update")) {
        errors.add(FieldError.invalid(at + ".operation", operation, "must be `Apply` or `Update`"));
      }
      String type = entry.path("fieldsType").asText("");
      if (!type.isEmpty() && !type.equals("FieldsV1")) {
        errors.add(FieldError.invalid(at + ".fieldsType", type, "must be `FieldsV1`"));
      }
      errors.addAll(manager(entry.path("manager").asText(""), at + ".manager"));
    }
  }

  /** Checks the name of a field manager. */
  public static List<FieldError> manager(String name, String path) {
    List<FieldError> errors = new ArrayList<>();
    if (bytes(name) > MAX_MANAGER) {
      errors.add(FieldError.tooLong(path, MAX_MANAGER));
    }
    int at = 0;
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int c = name.codePointAt(i);
      if (!GoText.isPrintable(c)) {
        errors.add(
            FieldError.invalid(
                path, name, String.format("invalid character U+%04X (at position %d)", c, at)));
      }
      at += bytes(Character.toString(c));
    }
    return errors;
  }

  /** What keeps a text from being a key as labels have them; empty when nothing does. */
  public static List<String> qualified(String key) {
    return key(key);
  }

  private static List<String> key(String key) {
    String[] parts = key.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          "a valid label key "
              + NAME_PART_RULE
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    List<String> errors = new ArrayList<>();
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        errors.add("prefix part must be non-empty");
      } else {
        subdomain(parts[0]).forEach(e -> errors.add("prefix part " + e));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      errors.add("name part must be non-empty");
    } else if (bytes(name) > MAX_LABEL) {
      errors.add("name part must be no more than " + MAX_LABEL + " bytes");
    }
    if (!NAME_PART.matcher(name).matches()) {
      errors.add("name part " + NAME_PART_RULE);
    }
    return errors;
  }
}
