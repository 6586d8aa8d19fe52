package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.object.Names;
import io.lonejupiter.apiserver.request.WriteOptions;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.List;

/** Reads the query parameters of writes. Pure. */
final class Options {
  private static final int MAX_NAME = 128;

  private Options() {}

  /**
   * @param kind of the options, for errors: {@code CreateOptions}, {@code UpdateOptions}, ...
   */
  static WriteOptions of(ApiRequest request, String kind, boolean isApply) {
    String manager = request.parameter("fieldManager");
    List<FieldError> errors = new ArrayList<>();
    if (manager.isEmpty() && isApply) {
      errors.add(FieldError.required("fieldManager", "is required for apply patch"));
    }
    if (!isApply && request.query().containsKey("force") && kind.equals("PatchOptions")) {
      errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
    }
    errors.addAll(Names.manager(manager, "fieldManager"));
    dryRunErrors(request, errors);
    validationErrors(request, errors);
    if (!errors.isEmpty()) {
      throw invalid(kind, errors);
    }
    return new WriteOptions(
        manager.isEmpty() ? fromUserAgent(request.userAgent()) : manager,
        !request.values("dryRun").isEmpty(),
        validation(request.parameter("fieldValidation")),
        request.flag("force"));
  }

  private static void dryRunErrors(ApiRequest request, List<FieldError> errors) {
    List<String> dryRun = request.values("dryRun");
    if (!dryRun.stream().allMatch("All"::equals)) {
      ArrayNode given = JsonNodeFactory.instance.arrayNode();
      dryRun.forEach(given::add);
      errors.add(FieldError.notSupported("dryRun", given, List.of("All")));
    }
  }

  private static void validationErrors(ApiRequest request, List<FieldError> errors) {
    String text = request.parameter("fieldValidation");
    if (!List.of("", "Ignore", "Strict", "Warn").contains(text)) {
      errors.add(
          FieldError.notSupported(
              "fieldValidation", TextNode.valueOf(text), List.of("", "Ignore", "Strict", "Warn")));
    }
  }

  /** Whether {@code DeleteOptions} ask for nothing to be changed. */
  static boolean dryRun(JsonNode deleteOptions) {
    JsonNode dryRun = deleteOptions.path("dryRun");
    for (JsonNode each : dryRun) {
      if (!each.asText().equals("All")) {
        throw invalid(
            "DeleteOptions", List.of(FieldError.notSupported("dryRun", dryRun, List.of("All"))));
      }
    }
    return !dryRun.isEmpty();
  }

  private static FieldValidation validation(String text) {
    return switch (text) {
      case "Strict" -> FieldValidation.STRICT;
      case "Ignore" -> FieldValidation.IGNORE;
      default -> FieldValidation.WARN;
    };
  }

  private static String fromUserAgent(String userAgent) {
    StringBuilder name = new StringBuilder();
    userAgent
        .split("/", 2)[0]
        .codePoints()
        .filter(GoText::isPrintable)
        .limit(MAX_NAME)
        .forEach(name::appendCodePoint);
    return name.toString();
  }

  private static ApiException invalid(String kind, List<FieldError> errors) {
    return ApiException.invalid(new ApiException.Subject("meta.k8s.io", kind, ""), errors);
  }
}
