package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The owners of an object's fields, immutable; read from and written to {@code
 * metadata.managedFields}.
 */
public final class ManagedFields {
  /** What one manager owns. */
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

  FieldSet of(Manager manager) {
    Owned owned = owners.get(manager);
    return owned == null ? FieldSet.EMPTY : owned.fields();
  }

  /** What anybody owns. */
  FieldSet all() {
    return owners.values().stream().map(Owned::fields).reduce(FieldSet.EMPTY, FieldSet::union);
  }

  /** The same with one entry replaced; the time changes only when the fields do. */
  ManagedFields with(Manager manager, FieldSet fields, String apiVersion, String now) {
    Map<Manager, Owned> changed = new LinkedHashMap<>(owners);
    Owned old = owners.get(manager);
    if (fields.isEmpty()) {
      changed.remove(manager);
    } else if (old == null || !old.fields().equals(fields)) {
      changed.put(manager, new Owned(fields, apiVersion, now));
    }
    return new ManagedFields(changed);
  }

  /** The same with fields taken from an entry, whose time stays. */
  ManagedFields taken(Manager manager, FieldSet fields) {
    Map<Manager, Owned> changed = new LinkedHashMap<>(owners);
    Owned old = owners.get(manager);
    FieldSet rest = old.fields().minus(fields);
    if (rest.isEmpty()) {
      changed.remove(manager);
    } else {
      changed.put(manager, new Owned(rest, old.apiVersion(), old.time()));
    }
    return new ManagedFields(changed);
  }

  /** Entries that cannot be read are dropped, as nothing can be said about what they own. */
  public static ManagedFields parse(JsonNode entries) {
    Map<Manager, Owned> owners = new LinkedHashMap<>();
    for (JsonNode entry : entries) {
      if (!entry.path("fieldsV1").isObject()) {
        continue;
      }
      String version = entry.path("apiVersion").asText("");
      String operation = entry.path("operation").asText("");
      Manager manager =
          new Manager(
              entry.path("manager").asText(""),
              operation,
              operation.equals(Manager.APPLY) ? "" : version,
              entry.path("subresource").asText(""));
      FieldSet fields = FieldSet.fromJson(entry.get("fieldsV1"));
      owners.put(manager, new Owned(fields, version, entry.path("time").asText("")));
    }
    return new ManagedFields(owners);
  }

  public ArrayNode toJson() {
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    owners.entrySet().stream().sorted(ORDER).forEach(e -> entries.add(entry(e)));
    return entries;
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
