package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.access.Authorizer;
import io.lonejupiter.apiserver.access.PolicyRule;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Questions about access: who am I, may I, may somebody, whose token is this. Who may ask is
 * decided before, as for every request; nothing is kept.
 */
final class AccessReviews {
  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private final Gate gate;

  AccessReviews(Gate gate) {
    this.gate = gate;
  }

  Optional<ApiReply> answer(ApiRequest request) {
    Attributes asked = Attributes.of(request.method(), request.path(), request.query());
    boolean ours =
        asked.isResource()
            && asked.version().equals("v1")
            && (asked.group().equals(AUTHORIZATION) || asked.group().equals(AUTHENTICATION));
    if (!ours) {
      return Optional.empty();
    }
    boolean local = asked.resource().equals("localsubjectaccessreviews");
    boolean known =
        switch (asked.group() + "/" + asked.resource()) {
          case AUTHORIZATION + "/selfsubjectaccessreviews",
              AUTHORIZATION + "/selfsubjectrulesreviews",
              AUTHORIZATION + "/subjectaccessreviews",
              AUTHORIZATION + "/localsubjectaccessreviews",
              AUTHENTICATION + "/selfsubjectreviews",
              AUTHENTICATION + "/tokenreviews" ->
              asked.name().isEmpty() && local == !asked.namespace().isEmpty();
          default -> false;
        };
    if (!known) {
      return Optional.empty();
    }
    if (!asked.verb().equals("create")) {
      throw new ApiException(
          405,
          "MethodNotAllowed",
          "the server does not allow this method on the requested resource",
          Json.object());
    }
    return Optional.of(
        ApiReply.json(
            201,
            switch (asked.resource()) {
              case "selfsubjectaccessreviews" -> selfAccess(request);
              case "selfsubjectrulesreviews" -> rules(request);
              case "subjectaccessreviews" -> access(review(request, "SubjectAccessReview"));
              case "localsubjectaccessreviews" -> localAccess(request, asked.namespace());
              case "selfsubjectreviews" -> self(request);
              default -> token(request);
            }));
  }

  private static ObjectNode review(ApiRequest request, String kind) {
    ObjectNode given =
        request.contentType().equals(ReviewMessages.CONTENT_TYPE)
            ? ReviewMessages.read(request.body(), kind)
            : Bodies.object(request, kind).object();
    String group =
        kind.equals("TokenReview") || kind.equals("SelfSubjectReview")
            ? AUTHENTICATION
            : AUTHORIZATION;
    ObjectNode review = Json.object().put("kind", kind).put("apiVersion", group + "/v1");
    review.putObject("metadata");
    review.set("spec", given.path("spec").isObject() ? given.get("spec") : Json.object());
    String namespace = Metadata.namespace(given);
    if (!namespace.isEmpty()) {
      ((ObjectNode) review.get("metadata")).put("namespace", namespace);
    }
    return review;
  }

  private ObjectNode selfAccess(ApiRequest request) {
    ObjectNode review = review(request, "SelfSubjectAccessReview");
    requireOneQuestion(review.get("spec"), List.of());
    return decided(review, request.user());
  }

  private ObjectNode access(ObjectNode review) {
    JsonNode spec = review.get("spec");
    List<FieldError> errors = new ArrayList<>();
    if (spec.path("user").asText().isEmpty() && spec.path("groups").isEmpty()) {
      errors.add(
          FieldError.invalid(
              "spec.user",
              TextNode.valueOf(""),
              "at least one of user or group must be specified"));
    }
    requireOneQuestion(spec, errors);
    List<String> groups = new ArrayList<>();
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    return decided(review, new User(spec.path("user").asText(), groups));
  }

  private ObjectNode localAccess(ApiRequest request, String namespace) {
    ObjectNode review = review(request, "LocalSubjectAccessReview");
    JsonNode spec = review.get("spec");
    String given = Metadata.namespace(review);
    String asked = spec.path("resourceAttributes").path("namespace").asText();
    if (!given.isEmpty() && !given.equals(asked)) {
      throw ApiException.invalid(
          new ApiException.Subject(AUTHORIZATION, "", ""),
          List.of(
              FieldError.invalid(
                  "spec.resourceAttributes.namespace",
                  TextNode.valueOf(asked),
                  "must match metadata.namespace")));
    }
    ((ObjectNode) review.get("metadata")).put("namespace", namespace);
    if (!spec.path("resourceAttributes").path("namespace").asText().equals(namespace)) {
      throw ApiException.badRequest(
          "spec.resourceAttributes.namespace must match namespace: " + namespace);
    }
    return access(review);
  }

  private static void requireOneQuestion(JsonNode spec, List<FieldError> others) {
    List<FieldError> errors = new ArrayList<>();
    boolean resource = spec.path("resourceAttributes").isObject();
    boolean path = spec.path("nonResourceAttributes").isObject();
    if (resource && path) {
      errors.add(
          FieldError.invalid(
              "spec.nonResourceAttributes",
              spec.get("nonResourceAttributes"),
              "cannot be specified in combination with resourceAttributes"));
    } else if (!resource && !path) {
      errors.add(
          FieldError.invalid(
              "spec.resourceAttributes",
              TextNode.valueOf("null"),
              "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }
    errors.addAll(others);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(new ApiException.Subject(AUTHORIZATION, "", ""), errors);
    }
  }

  private ObjectNode decided(ObjectNode review, User user) {
    Authorizer.Decision decision = gate.decide(user, wanted(review.get("spec")));
    ObjectNode status = review.putObject("status").put("allowed", decision.allowed());
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return review;
  }

  private static Attributes wanted(JsonNode spec) {
    JsonNode path = spec.path("nonResourceAttributes");
    if (path.isObject()) {
      return Attributes.ofPath(path.path("verb").asText(), path.path("path").asText());
    }
    JsonNode resource = spec.path("resourceAttributes");
    return Attributes.ofResource(
        resource.path("verb").asText(),
        resource.path("group").asText(),
        resource.path("version").asText(),
        resource.path("resource").asText(),
        resource.path("subresource").asText(),
        resource.path("namespace").asText(),
        resource.path("name").asText());
  }

  private ObjectNode rules(ApiRequest request) {
    ObjectNode review = review(request, "SelfSubjectRulesReview");
    String namespace = review.at("/spec/namespace").asText();
    if (namespace.isEmpty()) {
      throw ApiException.badRequest("no namespace on request");
    }
    Authorizer.Rules rules = gate.rules(request.user(), namespace);
    review.set("spec", Json.object());
    ObjectNode status = review.putObject("status");
    ArrayNode resources = status.putArray("resourceRules");
    for (PolicyRule rule : rules.ofResources()) {
      ObjectNode into = resources.addObject();
      put(into, "verbs", rule.verbs());
      put(into, "apiGroups", rule.apiGroups());
      put(into, "resources", rule.resources());
      put(into, "resourceNames", rule.resourceNames());
    }
    ArrayNode paths = status.putArray("nonResourceRules");
    for (PolicyRule rule : rules.ofPaths()) {
      ObjectNode into = paths.addObject();
      put(into, "verbs", rule.verbs());
      put(into, "nonResourceURLs", rule.nonResourceUrls());
    }
    status.put("incomplete", false);
    return review;
  }

  private static void put(ObjectNode into, String field, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(into.putArray(field)::add);
    }
  }

  private static ObjectNode self(ApiRequest request) {
    ObjectNode review = review(request, "SelfSubjectReview");
    review.remove("spec");
    put(review.putObject("status"), "userInfo", request.user());
    return review;
  }

  private ObjectNode token(ApiRequest request) {
    ObjectNode review = review(request, "TokenReview");
    String token = review.at("/spec/token").asText();
    if (token.isEmpty()) {
      throw ApiException.badRequest("token is required for TokenReview in authentication");
    }
    // The token is not repeated: answers end up in logs.
    review.set("spec", Json.object());
    Optional<User> user = gate.userOf(token);
    ObjectNode status = review.putObject("status");
    if (user.isPresent()) {
      put(status.put("authenticated", true), "user", user.get());
    } else {
      status.putObject("user");
      status.put("error", "invalid bearer token");
    }
    return review;
  }

  private static void put(ObjectNode into, String field, User user) {
    ObjectNode info = into.putObject(field).put("username", user.name());
    user.groups().forEach(info.putArray("groups")::add);
  }
}
