package io.lonejupiter.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.core.store.ObjectStore;

/**
 * An object as it is kept. Neither the tree nor the bytes may be changed once an entry is made.
 *
 * @param address where it is
 * @param version of the object
 * @param object in the stored version of its kind
 * @param json the same as bytes
 */
public record Entry(Address address, long version, ObjectNode object, byte[] json) {

  /**
   * @param collection {@code <group or core>/<plural>}
   * @param namespace empty for cluster-scoped objects
   */
  public record Address(String collection, String namespace, String name) {
    public String key() {
      return collection + "/" + local();
    }

    String local() {
      return (namespace.isEmpty() ? "_" : namespace) + "/" + name;
    }

    static Address parse(String key) {
      String[] parts = key.split("/");
      if (parts.length != 4) {
        throw new IllegalArgumentException(
            "stored key \"" + key + "\" is not <group>/<plural>/<namespace or _>/<name>");
      }
      String namespace = parts[2].equals("_") ? "" : parts[2];
      return new Address(parts[0] + "/" + parts[1], namespace, parts[3]);
    }
  }

  public static Entry of(Address address, long version, ObjectNode object) {
    return new Entry(address, version, object, Json.bytes(object));
  }

  static Entry of(ObjectStore.Stored stored) {
    return new Entry(
        Address.parse(stored.key()),
        stored.resourceVersion(),
        (ObjectNode) Json.parseTrusted(stored.json()),
        stored.json());
  }
}
