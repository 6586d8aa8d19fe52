package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/**
 * The query parameters of list and watch ({@code ListOptions} of Kubernetes). Pure.
 *
 * @param limit 0 for all
 * @param version as sent: empty, 0 or a version
 * @param match {@code resourceVersionMatch} as sent
 * @param initialEvents whether a watch begins with the objects as they are
 */
record ReadOptions(
    boolean watch,
    long limit,
    String token,
    String version,
    String match,
    boolean bookmarks,
    boolean initialEvents,
    long timeoutSeconds) {

  /**
   * @param watch whether it is a watch; else a list, or what is listed to be deleted
   * @throws ApiException 400 or 422 in the words of Kubernetes
   */
  static ReadOptions of(ApiRequest request, boolean watch) {
    long timeout = request.number("timeoutSeconds");
    long limit = request.number("limit");
    String version = request.parameter("resourceVersion");
    String match = request.parameter("resourceVersionMatch");
    String token = request.parameter("continue");
    boolean given = request.query().containsKey("sendInitialEvents");
    boolean initial = request.flag("sendInitialEvents");
    boolean current = version.isEmpty() || version.equals("0");
    if (watch && !given && match.isEmpty() && current) {
      given = true;
      initial = true;
      match = "NotOlderThan";
    }
    List<FieldError> errors =
        watch ? watchErrors(match, token, given) : listErrors(version, match, token, given);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(
          new ApiException.Subject("meta.k8s.io", "ListOptions", ""), errors);
    }
    return new ReadOptions(
        watch,
        Math.max(0, limit),
        token,
        version,
        match,
        request.flag("allowWatchBookmarks"),
        initial,
        timeout);
  }

  private static List<FieldError> watchErrors(String match, String token, boolean initialGiven) {
    List<FieldError> errors = new ArrayList<>();
    if (!match.isEmpty()) {
      if (!initialGiven) {
        errors.add(
            forbidden(
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                    + " provided"));
      }
      if (!token.isEmpty()) {
        errors.add(forbidden("resourceVersionMatch is forbidden when continue is provided"));
      }
    }
    if (initialGiven && !match.equals("NotOlderThan")) {
      errors.add(
          forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!match.isEmpty() && !match.equals("NotOlderThan")) {
      errors.add(
          FieldError.notSupported(
              "resourceVersionMatch", TextNode.valueOf(match), List.of("NotOlderThan")));
    }
    return errors;
  }

  private static List<FieldError> listErrors(
      String version, String match, String token, boolean initialGiven) {
    List<FieldError> errors = new ArrayList<>();
    if (!match.isEmpty()) {
      if (version.isEmpty()) {
        errors.add(
            forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      if (!token.isEmpty()) {
        errors.add(forbidden("resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
        errors.add(
            FieldError.notSupported(
                "resourceVersionMatch",
                TextNode.valueOf(match),
                List.of("Exact", "NotOlderThan", "")));
      }
      if (match.equals("Exact") && version.equals("0")) {
        errors.add(
            forbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (initialGiven) {
      errors.add(
          FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    return errors;
  }

  private static FieldError forbidden(String why) {
    return FieldError.forbidden("resourceVersionMatch", why);
  }

  private static String why(String text, String numeric) {
    return text.matches(numeric) ? "value out of range" : "invalid syntax";
  }

  /** What is wrong with a version, in Kubernetes' words; empty when it is right. */
  static String versionError(String version) {
    try {
      if (!version.isEmpty()) {
        Long.parseUnsignedLong(version.matches("[0-9]+") ? version : "x");
      }
      return "";
    } catch (NumberFormatException e) {
      return "resourceVersion: Invalid value: \""
          + version
          + "\": strconv.ParseUint: parsing \""
          + version
          + "\": "
          + why(version, "[0-9]+");
    }
  }

  /** The version as a number; empty is 0, what no server ever reaches is the largest. */
  long versionNumber() {
    long number = version.isEmpty() ? 0 : Long.parseUnsignedLong(version);
    return number < 0 ? Long.MAX_VALUE : number;
  }

  boolean exact() {
    boolean oldWay = match.isEmpty() && limit > 0 && versionNumber() > 0;
    return match.equals("Exact") || oldWay;
  }
}
