package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.List;

/** The {@code DeleteOptions} of a request without a body, which are in its query. Pure. */
final class DeleteQuery {
  private DeleteQuery() {}

  /**
   * @throws ApiException 400: a number is none
   */
  static ObjectNode options(ApiRequest request) {
    ObjectNode options = Json.object();
    if (request.query().containsKey("gracePeriodSeconds")) {
      options.put("gracePeriodSeconds", request.number("gracePeriodSeconds"));
    }
    if (request.query().containsKey("propagationPolicy")) {
      options.put("propagationPolicy", request.parameter("propagationPolicy"));
    }
    if (request.query().containsKey("orphanDependents")) {
      options.put("orphanDependents", request.flag("orphanDependents"));
    }
    List<String> dryRun = request.values("dryRun");
    if (!dryRun.isEmpty()) {
      ArrayNode values = options.putArray("dryRun");
      dryRun.forEach(values::add);
    }
    for (String precondition : List.of("uid", "resourceVersion")) {
      String value = request.query().get(precondition);
      if (value != null) {
        options.withObjectProperty("preconditions").put(precondition, value);
      }
    }
    return options;
  }
}
