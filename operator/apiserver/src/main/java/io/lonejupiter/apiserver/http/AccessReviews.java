package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.util.Optional;

/**
 * Questions of a client about itself. Whoever holds the token may do everything, so the answer does
 * not depend on the question, and a body this server cannot read does no harm.
 */
final class AccessReviews {
  private AccessReviews() {}

  static Optional<ApiReply> answer(ApiRequest request) {
    if (!request.method().equals("POST")) {
      return Optional.empty();
    }
    String authorization = "/apis/authorization.k8s.io/v1/";
    String authentication = "/apis/authentication.k8s.io/v1/";
    return switch (request.path().replaceFirst("/namespaces/[^/]+", "")) {
      case "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews" ->
          Optional.of(rules(review(request, authorization, "SelfSubjectRulesReview")));
      case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" ->
          Optional.of(access(review(request, authorization, "SelfSubjectAccessReview")));
      case "/apis/authentication.k8s.io/v1/selfsubjectreviews" ->
          Optional.of(self(review(request, authentication, "SelfSubjectReview")));
      default -> Optional.empty();
    };
  }

  private static ObjectNode review(ApiRequest request, String prefix, String kind) {
    ObjectNode review = Json.object();
    String apiVersion = prefix.substring("/apis/".length(), prefix.length() - 1);
    review.put("kind", kind).put("apiVersion", apiVersion).putObject("metadata");
    JsonNode spec = Bodies.object(request, kind).object().path("spec");
    review.set("spec", spec.isObject() ? spec : Json.object());
    return review;
  }

  private static ApiReply rules(ObjectNode review) {
    ObjectNode status = review.putObject("status").put("incomplete", false);
    ObjectNode resources = status.putArray("resourceRules").addObject();
    resources.putArray("verbs").add("*");
    resources.putArray("apiGroups").add("*");
    resources.putArray("resources").add("*");
    ObjectNode others = status.putArray("nonResourceRules").addObject();
    others.putArray("verbs").add("*");
    others.putArray("nonResourceURLs").add("*");
    return ApiReply.json(201, review);
  }

  private static ApiReply access(ObjectNode review) {
    review.putObject("status").put("allowed", true).put("reason", "the token allows everything");
    return ApiReply.json(201, review);
  }

  private static ApiReply self(ObjectNode review) {
    review.remove("spec");
    ObjectNode user = review.putObject("status").putObject("userInfo");
    user.put("username", "admin").putArray("groups").add("system:masters");
    return ApiReply.json(201, review);
  }
}
