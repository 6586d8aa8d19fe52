package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The owners of an object's fields, immutable; read from and written to {@code
 * metadata.managedFields}.
 */
public final class ManagedFields {
  public static final ManagedFields NONE = new ManagedFields(Map.of());

  /** So many updaters are kept apart; the oldest of more are merged. */
  private static final int MAX_UPDATERS = 10;

  private static final String OLDEST_UPDATERS = "ancient-changes";

  /** What one manager owns; the time is empty when it is not known. */
  record Owned(FieldSet fields, String apiVersion, String time) {}

  private static final Comparator<Map.Entry<Manager, Owned>> ORDER =
      Comparator.comparing((Map.Entry<Manager, Owned> e) -> e.getKey().operation())
          .thenComparing(e -> e.getValue().time())
          .thenComparing(e -> e.getKey().name())
          .thenComparing(e -> e.getValue().apiVersion())
          .thenComparing(e -> e.getKey().subresource());

  private final Map<Manager, Owned> owners;

  private ManagedFields(Map<Manager, Owned> owners) {
    this.owners = owners;
  }

  Map<Manager, Owned> owners() {
    return owners;
  }

  public boolean isEmpty() {
    return owners.isEmpty();
  }

  /** The same with one entry replaced, or removed when it owns nothing. */
  ManagedFields with(Manager manager, Owned owned) {
    Map<Manager, Owned> changed = new LinkedHashMap<>(owners);
    if (owned.fields().isEmpty()) {
      changed.remove(manager);
    } else {
      changed.put(manager, owned);
    }
    return new ManagedFields(changed);
  }

  ManagedFields without(Manager manager) {
    Map<Manager, Owned> changed = new LinkedHashMap<>(owners);
    changed.remove(manager);
    return new ManagedFields(changed);
  }

  /** The same with fields taken from an entry, whose time stays. */
  ManagedFields taken(Manager manager, FieldSet fields) {
    Owned old = owners.get(manager);
    return with(manager, new Owned(old.fields().minus(fields), old.apiVersion(), old.time()));
  }

  /** The same with the oldest updaters of each version merged, if there are too many. */
  ManagedFields capped() {
    List<Manager> updaters = new ArrayList<>();
    owners.keySet().stream().filter(m -> !m.applies()).forEach(updaters::add);
    int count = updaters.size();
    if (count <= MAX_UPDATERS) {
      return this;
    }
    updaters.sort(
        Comparator.comparing((Manager m) -> owners.get(m).time()).thenComparing(Manager::sortKey));
    Map<Manager, Owned> merged = new LinkedHashMap<>(owners);
    Map<String, Manager> first = new HashMap<>();
    for (Manager manager : updaters) {
      if (count <= MAX_UPDATERS) {
        break;
      }
      Owned owned = owners.get(manager);
      Manager oldest = first.putIfAbsent(owned.apiVersion(), manager);
      if (oldest != null) {
        Manager bucket = Manager.updater(OLDEST_UPDATERS, owned.apiVersion(), "");
        if (!merged.containsKey(bucket)) {
          merged.put(bucket, merged.remove(oldest));
        }
        FieldSet all = owned.fields().union(merged.get(bucket).fields());
        merged.remove(manager);
        merged.put(bucket, new Owned(all, owned.apiVersion(), owned.time()));
        count--;
      }
    }
    return new ManagedFields(merged);
  }

  /**
   * @throws IOException an entry cannot be understood
   */
  public static ManagedFields parse(JsonNode entries) throws IOException {
    Map<Manager, Owned> owners = new LinkedHashMap<>();
    for (JsonNode entry : entries) {
      String version = entry.path("apiVersion").asText("");
      String operation = entry.path("operation").asText("");
      if (!operation.equals(Manager.APPLY) && !operation.equals(Manager.UPDATE)) {
        throw new IOException("operation must be `Apply` or `Update`");
      }
      if (version.isEmpty()) {
        throw new IOException("apiVersion must not be empty");
      }
      if (!entry.path("fieldsType").asText("").equals("FieldsV1")) {
        throw new IOException("missing or invalid fieldsType");
      }
      Manager manager =
          new Manager(
              entry.path("manager").asText(""),
              operation,
              operation.equals(Manager.APPLY) ? "" : version,
              entry.path("subresource").asText(""));
      FieldSet fields =
          entry.has("fieldsV1") ? FieldSet.fromJson(entry.get("fieldsV1")) : FieldSet.EMPTY;
      owners.put(manager, new Owned(fields, version, entry.path("time").asText("")));
    }
    return new ManagedFields(owners);
  }

  /** Of an object this server keeps; nobody owns anything of what cannot be understood. */
  public static ManagedFields of(JsonNode object) {
    try {
      return parse(object.path("metadata").path("managedFields"));
    } catch (IOException e) {
      return NONE;
    }
  }

  /** Writes the owners into an object; there is no such field when nobody owns anything. */
  public void writeTo(ObjectNode object) {
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (owners.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    owners.entrySet().stream().sorted(ORDER).forEach(e -> entries.add(entry(e)));
    metadata.set("managedFields", entries);
  }

  private static ObjectNode entry(Map.Entry<Manager, Owned> owner) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("manager", owner.getKey().name());
    fields.put("operation", owner.getKey().operation());
    fields.put("apiVersion", owner.getValue().apiVersion());
    fields.put("time", owner.getValue().time());
    fields.put("subresource", owner.getKey().subresource());
    fields.values().removeIf(String::isEmpty);
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    fields.forEach(entry::put);
    entry.put("fieldsType", "FieldsV1");
    entry.set("fieldsV1", owner.getValue().fields().toJson());
    return entry;
  }
}
