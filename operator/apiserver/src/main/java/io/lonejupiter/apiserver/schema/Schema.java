package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One node of a structural schema (the OpenAPI subset a CustomResourceDefinition may use), parsed
 * once. It holds no behaviour beyond reading itself.
 *
 * @param type {@code object}, {@code array}, {@code string}, ... or empty
 * @param preserveUnknown fields nobody declared are kept, here and below
 * @param anyAdditional undeclared fields are allowed, whatever they are
 * @param additional the schema of undeclared fields; null when there is none
 * @param items the schema of list items; null when there is none
 * @param defaultValue null when there is none
 * @param list how a list merges
 * @param listKeys the fields that identify an item of a {@link ListKind#MAP}
 * @param atomicMap an object that server-side apply replaces as a whole
 * @param limits the value limits of this node
 * @param raw the schema as written
 */
public record Schema(
    String type,
    boolean nullable,
    boolean intOrString,
    boolean preserveUnknown,
    boolean anyAdditional,
    boolean embeddedResource,
    Map<String, Schema> properties,
    Schema additional,
    Schema items,
    JsonNode defaultValue,
    ListKind list,
    List<String> listKeys,
    boolean atomicMap,
    Limits limits,
    JsonNode raw) {

  /** How the items of a list are told apart. */
  public enum ListKind {
    ATOMIC,
    SET,
    MAP
  }

  /** The schema of a field, declared or additional; null when the field is unknown here. */
  public Schema field(String name) {
    Schema declared = properties.get(name);
    return declared != null ? declared : additional;
  }

  /** The same without some of the declared fields. */
  Schema without(Set<String> names) {
    Map<String, Schema> rest = new LinkedHashMap<>(properties);
    rest.keySet().removeAll(names);
    return new Schema(
        type,
        nullable,
        intOrString,
        preserveUnknown,
        anyAdditional,
        embeddedResource,
        rest,
        additional,
        items,
        defaultValue,
        list,
        listKeys,
        atomicMap,
        limits,
        raw);
  }

  public boolean declares(String name) {
    return properties.containsKey(name);
  }
}
