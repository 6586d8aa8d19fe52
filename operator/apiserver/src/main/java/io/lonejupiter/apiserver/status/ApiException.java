package io.lonejupiter.apiserver.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer that is not a success: it carries the Kubernetes {@code Status} the client gets. It may
 * be thrown from anywhere in request handling and is turned into HTTP in one place.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;
  private final transient ObjectNode details;
  private final transient List<String> warnings;
  private final String next;

  public ApiException(int code, String reason, String message, ObjectNode details) {
    this(code, reason, message, details, "", List.of());
  }

  private ApiException(
      int code,
      String reason,
      String message,
      ObjectNode details,
      String next,
      List<String> warnings) {
    super(message, null, false, false);
    this.warnings = List.copyOf(warnings);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.next = next;
  }

  public int code() {
    return code;
  }

  /** What is to be told besides. */
  public List<String> warnings() {
    return warnings;
  }

  /** The same answer with further warnings, told before those it has. */
  public ApiException withWarnings(List<String> others) {
    if (others.isEmpty()) {
      return this;
    }
    List<String> all = new ArrayList<>(others);
    all.addAll(warnings);
    return new ApiException(code, reason, getMessage(), details, next, all);
  }

  public String reason() {
    return reason;
  }

  /** The Status object as JSON. */
  public ObjectNode toStatus() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata =
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    if (!next.isEmpty()) {
      metadata.put("continue", next);
    }
    status.put("status", "Failure").put("message", getMessage());
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (details != null) {
      status.set("details", details);
    }
    return status.put("code", code);
  }

  /** Names the object an error is about. */
  public record Subject(String group, String resourceOrKind, String name) {
    String qualified() {
      return group.isEmpty() ? resourceOrKind : resourceOrKind + "." + group;
    }

    ObjectNode details() {
      ObjectNode details = JsonNodeFactory.instance.objectNode();
      if (!name.isEmpty()) {
        details.put("name", name);
      }
      if (!group.isEmpty()) {
        details.put("group", group);
      }
      if (!resourceOrKind.isEmpty()) {
        details.put("kind", resourceOrKind);
      }
      return details;
    }
  }

  public static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message, null);
  }

  public static ApiException notFound(Subject subject) {
    return new ApiException(
        404,
        "NotFound",
        subject.qualified() + " \"" + subject.name() + "\" not found",
        subject.details());
  }

  public static ApiException alreadyExists(Subject subject) {
    return new ApiException(
        409,
        "AlreadyExists",
        subject.qualified() + " \"" + subject.name() + "\" already exists",
        subject.details());
  }

  /** The name is still taken by an object that is on its way out. */
  public static ApiException beingDeleted(Subject subject) {
    ApiException exists = alreadyExists(subject);
    return new ApiException(
        409, "AlreadyExists", "object is being deleted: " + exists.getMessage(), exists.details);
  }

  /** Nothing can be made in a namespace that goes. */
  public static ApiException terminating(Subject subject, String namespace) {
    ObjectNode details = subject.details();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "NamespaceTerminating")
        .put("message", "namespace " + namespace + " is being terminated")
        .put("field", "metadata.namespace");
    return new ApiException(
        403,
        "Forbidden",
        forbidden(
                subject,
                "unable to create new content in namespace "
                    + namespace
                    + " because it is being terminated")
            .getMessage(),
        details);
  }

  public static ApiException conflict(Subject subject, String why) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + subject.qualified()
            + " \""
            + subject.name()
            + "\": "
            + why,
        subject.details());
  }

  public static ApiException modified(Subject subject) {
    return conflict(
        subject,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static ApiException forbidden(Subject subject, String why) {
    return new ApiException(
        403,
        "Forbidden",
        subject.qualified() + " \"" + subject.name() + "\" is forbidden: " + why,
        subject.details());
  }

  /** Of a subresource of a custom object. */
  public static ApiException notSupported(String verb, Subject subject) {
    return new ApiException(
        405,
        "MethodNotAllowed",
        verb + " is not supported on resources of kind \"" + subject.qualified() + "\"",
        subject.details());
  }

  public static ApiException methodNotAllowed() {
    return new ApiException(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        JsonNodeFactory.instance.objectNode());
  }

  /** Nothing new is made of a kind whose definition is being deleted. */
  public static ApiException definitionTerminating(Subject subject, String verb) {
    return forbidden(
        subject, verb + " not allowed while custom resource definition is terminating");
  }

  public static ApiException unsupportedMediaType(String accepted) {
    return new ApiException(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted,
        null);
  }

  public static ApiException gone(String message) {
    return new ApiException(410, "Expired", message, null);
  }

  /** 410 for a list whose further chunks can only be had with another continue token. */
  public static ApiException goneButMayGoOn(String next) {
    return new ApiException(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter, or use the continue token in this"
            + " response to retrieve the remainder of the results. Continuing with the provided"
            + " token results in an inconsistent list - objects that were created, modified, or"
            + " deleted between the time the first chunk was returned and now may show up in the"
            + " list.",
        null,
        next,
        List.of());
  }

  /** 504 for a version that did not come while the request waited. */
  public static ApiException versionTooLarge(String version, long current) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    details.put("retryAfterSeconds", 1);
    return new ApiException(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + version + ", current: " + current,
        details);
  }

  public static ApiException tooLarge(String message) {
    return new ApiException(413, "RequestEntityTooLarge", message, null);
  }

  public static ApiException unavailable(String message) {
    return new ApiException(503, "ServiceUnavailable", message, null);
  }

  /** 503 that may be over in a second. */
  public static ApiException unavailableForNow(String message) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("retryAfterSeconds", 1);
    return new ApiException(503, "ServiceUnavailable", message, details);
  }

  /** An error that Kubernetes tells as a cause, too. */
  public static ApiException internalBecause(String message) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.putArray("causes").addObject().put("message", message);
    return new ApiException(500, "InternalError", "Internal error occurred: " + message, details);
  }

  public static ApiException internal(String message) {
    return new ApiException(500, "InternalError", message, null);
  }

  /** 422 with one cause per field. */
  public static ApiException invalid(Subject subject, List<FieldError> errors) {
    ObjectNode details = subject.details();
    ArrayNode causes = details.putArray("causes");
    for (FieldError error : errors) {
      causes
          .addObject()
          .put("reason", error.reason().cause())
          .put("message", error.message())
          .put("field", error.path());
    }
    List<String> sentences = errors.stream().map(FieldError::toString).distinct().toList();
    String all = String.join(", ", sentences);
    String shown = sentences.size() == 1 ? all : "[" + all + "]";
    String message = subject.qualified() + " \"" + subject.name() + "\" is invalid: " + shown;
    return new ApiException(422, "Invalid", message, details);
  }
}
