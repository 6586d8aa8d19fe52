package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code events.k8s.io/v1} over the stored core {@code v1} events: the same facts, other names. */
public final class EventConversion implements Conversion {
  private static final Map<String, String> CORE_TO_NEW = new LinkedHashMap<>();

  /** The core form shows these when they are empty, the new one does not. */
  private static final List<String> TEXTS = List.of("reportingController", "reportingInstance");

  static {
    CORE_TO_NEW.put("involvedObject", "regarding");
    CORE_TO_NEW.put("message", "note");
    CORE_TO_NEW.put("reportingComponent", "reportingController");
    CORE_TO_NEW.put("source", "deprecatedSource");
    CORE_TO_NEW.put("firstTimestamp", "deprecatedFirstTimestamp");
    CORE_TO_NEW.put("lastTimestamp", "deprecatedLastTimestamp");
    CORE_TO_NEW.put("count", "deprecatedCount");
  }

  @Override
  public ObjectNode toServed(ObjectNode stored) {
    ObjectNode served = stored.deepCopy().put("apiVersion", "events.k8s.io/v1");
    CORE_TO_NEW.forEach((core, fresh) -> rename(served, core, fresh));
    for (String field : TEXTS) {
      if (served.path(field).asText("").isEmpty()) {
        served.remove(field);
      }
    }
    return served;
  }

  @Override
  public ObjectNode toStored(ObjectNode served) {
    ObjectNode stored = served.deepCopy().put("apiVersion", "v1");
    CORE_TO_NEW.forEach((core, fresh) -> rename(stored, fresh, core));
    for (String field : List.of("reportingComponent", "reportingInstance")) {
      if (!stored.has(field)) {
        stored.put(field, "");
      }
    }
    return stored;
  }

  @Override
  public String storedVersion() {
    return "v1";
  }

  private static void rename(ObjectNode object, String from, String to) {
    JsonNode value = object.remove(from);
    if (value != null) {
      object.set(to, value);
    }
  }
}
