package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Content negotiation as Kubernetes does it. Pure.
 *
 * @param form in which the client wants objects
 * @param formVersion of that form: {@code v1} or {@code v1beta1}
 * @param yaml it wants YAML instead of JSON
 * @param pretty it asks for line breaks
 */
record Accept(Form form, String formVersion, boolean yaml, boolean pretty) {
  private static final String META = "meta.k8s.io";
  private static final List<String> SERVED =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

  /** What an answer is about an object. */
  enum Form {
    OBJECT,
    TABLE,
    METADATA,
    METADATA_LIST
  }

  private record Clause(String type, Map<String, String> parameters, double quality) {}

  static final Accept PLAIN = new Accept(Form.OBJECT, "v1", false, false);

  /**
   * The best clause that this server can serve; among equals the first.
   *
   * @throws ApiException 406 when there is none
   */
  static Accept parse(String header) {
    if (header.isBlank()) {
      return PLAIN;
    }
    List<Clause> clauses = new ArrayList<>();
    for (String range : header.split(",", -1)) {
      clauses.add(clause(range));
    }
    clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
    for (Clause clause : clauses) {
      Accept found = match(clause);
      if (found != null) {
        return found;
      }
    }
    throw notAcceptable(
        "only the following media types are accepted: " + String.join(", ", SERVED));
  }

  /** Like {@link #parse}, but plain JSON when there is nothing acceptable. */
  static Accept parseOrPlain(String header) {
    try {
      return parse(header);
    } catch (ApiException e) {
      return PLAIN;
    }
  }

  /**
   * Built-in kinds ask first whether a media type is named at all that they have.
   *
   * @throws ApiException 406: none is
   */
  static void requireNamed(String header) {
    if (header.isBlank()) {
      return;
    }
    for (String range : header.split(",", -1)) {
      String type = range.split(";", 2)[0].strip();
      if (type.equals("*/*") || SERVED.contains(type)) {
        return;
      }
    }
    throw new ApiException(
        406,
        "NotAcceptable",
        "406: Not Acceptable\n\nAvailable representations: " + String.join(", ", SERVED),
        Json.object());
  }

  static ApiException notAcceptable(String message) {
    return new ApiException(406, "NotAcceptable", message, null);
  }

  private static Clause clause(String range) {
    String[] parts = range.strip().split(";");
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].strip().split("=", 2);
      parameters.put(pair[0], pair.length > 1 ? pair[1] : "");
    }
    double quality = 1;
    try {
      quality = Double.parseDouble(parameters.getOrDefault("q", "1"));
    } catch (NumberFormatException e) {
      parameters.remove("q");
    }
    return new Clause(parts.length == 0 ? "" : parts[0].strip(), parameters, quality);
  }

  private static Accept match(Clause clause) {
    boolean yaml = clause.type().equals("application/yaml");
    boolean any = clause.type().equals("*/*") || clause.type().equals("application/*");
    if (!yaml && !any && !clause.type().equals("application/json")) {
      return null;
    }
    Map<String, String> parameters = clause.parameters();
    boolean pretty = parameters.getOrDefault("pretty", "").equals("1");
    String version = parameters.getOrDefault("v", "");
    if (!parameters.containsKey("as") && !parameters.containsKey("g") && version.isEmpty()) {
      return new Accept(Form.OBJECT, "v1", yaml, pretty);
    }
    boolean known = version.equals("v1") || version.equals("v1beta1");
    if (!known || !META.equals(parameters.get("g"))) {
      return null;
    }
    return switch (parameters.getOrDefault("as", "")) {
      case "Table" -> new Accept(Form.TABLE, version, yaml, pretty);
      case "PartialObjectMetadata" -> new Accept(Form.METADATA, version, yaml, pretty);
      case "PartialObjectMetadataList" -> new Accept(Form.METADATA_LIST, version, yaml, pretty);
      default -> null;
    };
  }

  /** The apiVersion of the form. */
  String formApiVersion() {
    return META + "/" + formVersion;
  }
}
