package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.request.WriteOptions;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.List;

/** Reads the query parameters of writes. Pure. */
final class Options {
  private Options() {}

  /**
   * @param kind of the options, for errors: {@code CreateOptions}, {@code UpdateOptions}, ...
   */
  static WriteOptions of(ApiRequest request, String kind, boolean isApply) {
    String manager = request.parameter("fieldManager");
    if (manager.isEmpty() && isApply) {
      throw invalid(kind, FieldError.required("fieldManager", "is required for apply patch"));
    }
    if (manager.length() > 128) {
      throw invalid(kind, FieldError.tooLong("fieldManager", 128));
    }
    if (!isApply && !request.parameter("force").isEmpty() && kind.equals("PatchOptions")) {
      throw invalid(
          kind, FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    return new WriteOptions(
        manager.isEmpty() ? fromUserAgent(request.userAgent()) : manager,
        dryRun(request, kind),
        validation(request.parameter("fieldValidation"), kind),
        request.flag("force"));
  }

  static boolean dryRun(ApiRequest request, String kind) {
    String dryRun = request.parameter("dryRun");
    if (!dryRun.isEmpty() && !dryRun.equals("All")) {
      throw invalid(
          kind, FieldError.notSupported("dryRun", TextNode.valueOf(dryRun), List.of("All")));
    }
    return !dryRun.isEmpty();
  }

  /** Whether {@code DeleteOptions} ask for nothing to be changed. */
  static boolean dryRun(JsonNode deleteOptions) {
    JsonNode dryRun = deleteOptions.path("dryRun");
    for (JsonNode each : dryRun) {
      if (!each.asText().equals("All")) {
        throw invalid("DeleteOptions", FieldError.notSupported("dryRun", dryRun, List.of("All")));
      }
    }
    return !dryRun.isEmpty();
  }

  private static FieldValidation validation(String text, String kind) {
    return switch (text) {
      case "", "Warn" -> FieldValidation.WARN;
      case "Strict" -> FieldValidation.STRICT;
      case "Ignore" -> FieldValidation.IGNORE;
      default ->
          throw invalid(
              kind,
              FieldError.notSupported(
                  "fieldValidation",
                  TextNode.valueOf(text),
                  List.of("", "Ignore", "Strict", "Warn")));
    };
  }

  private static String fromUserAgent(String userAgent) {
    String product = userAgent.split("/", 2)[0].strip();
    return product.isEmpty() ? "unknown" : product.substring(0, Math.min(128, product.length()));
  }

  private static ApiException invalid(String kind, FieldError error) {
    return ApiException.invalid(new ApiException.Subject("meta.k8s.io", kind, ""), List.of(error));
  }
}
