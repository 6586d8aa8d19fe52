package io.lonejupiter.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.apiserver.Admission;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.core.validate.Validate;
import io.lonejupiter.model.AppHostSpec;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ArtifactSpec;
import io.lonejupiter.model.FrontEndConfigSpec;
import java.util.ArrayList;
import java.util.List;

/** The core's rules between fields: what the CEL rules of the definitions leave unsaid. */
final class ValidateAdmission implements Admission {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Override
  public List<FieldError> check(Request request) {
    if (!request.subresource().isEmpty()) {
      return List.of();
    }
    return errors(request).stream()
        .map(e -> FieldError.invalid(e.path(), e.value(), e.message()))
        .toList();
  }

  private static List<io.lonejupiter.core.validate.FieldError> errors(Request request) {
    var spec = request.after().path("spec");
    return switch (request.kind()) {
      case "ApplicationMap" -> Validate.applicationMap(as(spec, ApplicationMapSpec.class));
      case "FrontEndConfig" -> Validate.frontEndConfig(as(spec, FrontEndConfigSpec.class));
      case "AppHost" -> Validate.appHost(as(spec, AppHostSpec.class));
      case "Artifact" -> artifact(request, spec);
      default -> List.of();
    };
  }

  private static List<io.lonejupiter.core.validate.FieldError> artifact(
      Request request, JsonNode spec) {
    var after = as(spec, ArtifactSpec.class);
    var errors = new ArrayList<>(Validate.artifact(after));
    if (request.before() != null) {
      var before = as(request.before().path("spec"), ArtifactSpec.class);
      errors.addAll(Validate.artifactUpdate(before, after));
    }
    return errors;
  }

  private static <T> T as(JsonNode spec, Class<T> type) {
    try {
      return MAPPER.treeToValue(spec, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema let through what " + type + " cannot hold", e);
    }
  }
}
