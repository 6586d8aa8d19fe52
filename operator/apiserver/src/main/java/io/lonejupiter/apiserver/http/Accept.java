package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.status.ApiException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Content negotiation: the form in which a client wants objects. Pure. */
enum Accept {
  OBJECT,
  TABLE,
  METADATA;

  /**
   * The first form of the list that this server has.
   *
   * @throws ApiException 406 when there is none
   */
  static Accept parse(String header) {
    if (header.isBlank()) {
      return OBJECT;
    }
    for (String range : header.split(",")) {
      String[] parts = range.strip().split(";");
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        String[] pair = parts[i].strip().split("=", 2);
        parameters.put(pair[0], pair.length > 1 ? pair[1] : "");
      }
      Accept found = match(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
      if (found != null) {
        return found;
      }
    }
    throw new ApiException(
        406,
        "NotAcceptable",
        "only the following media types are accepted: application/json",
        null);
  }

  private static Accept match(String type, Map<String, String> parameters) {
    if (!type.equals("application/json") && !type.equals("*/*") && !type.equals("application/*")) {
      return null;
    }
    String form = parameters.getOrDefault("as", "");
    boolean v1 = parameters.getOrDefault("v", "v1").equals("v1");
    return switch (form) {
      case "" -> OBJECT;
      case "Table" -> v1 ? TABLE : null;
      case "PartialObjectMetadata", "PartialObjectMetadataList" -> v1 ? METADATA : null;
      default -> null;
    };
  }
}
