package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.LongNode;
import io.lonejupiter.apiserver.PodLogOptions;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Reads the query of {@code GET pods/<name>/log}, in Kubernetes' words when it is wrong. Pure. */
final class LogQuery {
  private LogQuery() {}

  static PodLogOptions options(ApiRequest request, String pod, Instant now) {
    Long sinceSeconds = number(request, "sinceSeconds");
    Instant sinceTime = time(request.parameter("sinceTime"));
    Long tail = number(request, "tailLines");
    Long limit = number(request, "limitBytes");
    List<FieldError> errors = new ArrayList<>();
    if (tail != null && tail < 0) {
      errors.add(invalid("tailLines", tail, "must be greater than or equal to 0"));
    }
    if (limit != null && limit < 1) {
      errors.add(invalid("limitBytes", limit, "must be greater than 0"));
    }
    if (sinceSeconds != null && sinceTime != null) {
      errors.add(
          FieldError.forbidden(
              "[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
    } else if (sinceSeconds != null && sinceSeconds < 1) {
      errors.add(invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(new ApiException.Subject("", "PodLogOptions", pod), errors);
    }
    Instant since = sinceSeconds == null ? sinceTime : before(now, sinceSeconds);
    return new PodLogOptions(
        request.parameter("container"),
        flag(request, "follow"),
        flag(request, "previous"),
        since,
        tail,
        limit,
        flag(request, "timestamps"));
  }

  private static Instant before(Instant now, long seconds) {
    return Instant.ofEpochSecond(Math.max(0, now.getEpochSecond() - seconds), now.getNano());
  }

  private static FieldError invalid(String field, long value, String detail) {
    return FieldError.invalid(field, LongNode.valueOf(value), detail);
  }

  /** Kubernetes takes a flag for set unless it says no. */
  private static boolean flag(ApiRequest request, String name) {
    String value = request.query().get(name);
    return value != null && !value.equalsIgnoreCase("false") && !value.equals("0");
  }

  private static Long number(ApiRequest request, String name) {
    String value = request.parameter(name);
    if (value.isEmpty()) {
      return null;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
    }
  }

  private static Instant time(String value) {
    if (value.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException e) {
      throw ApiException.badRequest(
          "parsing time \""
              + value
              + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \""
              + value
              + "\" as \"2006\"");
    }
  }
}
