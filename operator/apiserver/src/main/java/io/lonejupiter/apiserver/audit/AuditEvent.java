package io.lonejupiter.apiserver.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.object.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What is recorded of one request: an Event of {@code audit.k8s.io/v1} at level Metadata. It holds
 * no body and nothing a client shows to prove who it is.
 *
 * @param user who showed the credential
 * @param impersonated as whom it was done; null if as itself
 * @param decision {@code allow} or {@code forbid}; empty if it did not come to one
 * @param reason why
 */
public record AuditEvent(
    String id,
    User user,
    User impersonated,
    Attributes attributes,
    String method,
    String uri,
    String sourceIp,
    String userAgent,
    int code,
    Instant received,
    Instant completed,
    String decision,
    String reason) {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Longer values of a client are cut. */
  private static final int LONGEST = 1024;

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("kind", "Event").put("apiVersion", "audit.k8s.io/v1");
    json.put("level", "Metadata").put("auditID", id).put("stage", "ResponseComplete");
    json.put("requestURI", cut(uri)).put("verb", verb());
    put(json, "user", user);
    if (impersonated != null) {
      put(json, "impersonatedUser", impersonated);
    }
    json.putArray("sourceIPs").add(sourceIp);
    json.put("userAgent", cut(userAgent));
    if (attributes.isResource()) {
      reference(json);
    }
    json.putObject("responseStatus").putObject("metadata");
    ((ObjectNode) json.get("responseStatus")).put("code", code);
    json.put("requestReceivedTimestamp", MICROS.format(received));
    json.put("stageTimestamp", MICROS.format(completed));
    if (!decision.isEmpty()) {
      json.putObject("annotations")
          .put("authorization.k8s.io/decision", decision)
          .put("authorization.k8s.io/reason", reason);
    }
    return json;
  }

  private String verb() {
    return attributes.verb().isEmpty() ? method.toLowerCase(Locale.ROOT) : attributes.verb();
  }

  private static void put(ObjectNode json, String field, User user) {
    ObjectNode into = json.putObject(field).put("username", cut(user.name()));
    user.groups().forEach(into.putArray("groups")::add);
  }

  private void reference(ObjectNode json) {
    ObjectNode object = json.putObject("objectRef").put("resource", cut(attributes.resource()));
    putUnlessEmpty(object, "namespace", attributes.namespace());
    putUnlessEmpty(object, "name", attributes.name());
    putUnlessEmpty(object, "apiGroup", attributes.group());
    object.put("apiVersion", cut(attributes.version()));
    putUnlessEmpty(object, "subresource", attributes.subresource());
  }

  private static void putUnlessEmpty(ObjectNode object, String field, String value) {
    if (!value.isEmpty()) {
      object.put(field, cut(value));
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
