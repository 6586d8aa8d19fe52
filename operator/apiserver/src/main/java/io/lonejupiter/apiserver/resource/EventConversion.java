package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code events.k8s.io/v1} over the stored core {@code v1} events: the same facts, other names. */
final class EventConversion implements Conversion {
  private static final Map<String, String> CORE_TO_NEW = new LinkedHashMap<>();

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
    return served;
  }

  @Override
  public ObjectNode toStored(ObjectNode served) {
    ObjectNode stored = served.deepCopy().put("apiVersion", "v1");
    CORE_TO_NEW.forEach((core, fresh) -> rename(stored, fresh, core));
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
