package io.lonejupiter.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.core.store.ObjectStore;

/**
 * An object as it is kept: as bytes. The tree is made when asked for and may be shared and
 * forgotten again. Neither may be changed.
 */
public final class Entry {
  private static final byte UNREAD = ' ';

  private final Address address;
  private final long version;
  private final byte[] json;

  private Entry(Address address, long version, byte[] json) {
    this.address = address;
    this.version = version;
    this.json = json;
  }

  /**
   * Where an object is.
   *
   * @param collection {@code <group or core>/<plural>}
   * @param namespace empty for cluster-scoped objects
   */
  public record Address(String collection, String namespace, String name) {
    private static final String NO_NAMESPACE = "_";

    public String key() {
      return collection + "/" + local();
    }

    /** The part of the key behind the collection; objects are listed in its order. */
    public String local() {
      return prefix(namespace) + name;
    }

    /** What {@link #local} begins with for all objects of a namespace. */
    public static String prefix(String namespace) {
      return (namespace.isEmpty() ? NO_NAMESPACE : namespace) + "/";
    }

    /** Compares as {@link #local} does, without making the texts. */
    int compareLocal(Address other) {
      if (namespace.equals(other.namespace)) {
        return name.compareTo(other.name);
      }
      return prefix(namespace).compareTo(prefix(other.namespace));
    }

    static Address parse(String key) {
      String[] parts = key.split("/");
      if (parts.length != 4) {
        throw new IllegalArgumentException(
            "stored key \"" + key + "\" is not <group>/<plural>/<namespace or _>/<name>");
      }
      String namespace = parts[2].equals(NO_NAMESPACE) ? "" : parts[2];
      return new Address(parts[0] + "/" + parts[1], namespace, parts[3]).shared();
    }

    /** The same, its texts shared with other addresses as far as they repeat. */
    Address shared() {
      return new Address(collection.intern(), namespace.intern(), name);
    }
  }

  public static Entry of(Address address, long version, ObjectNode object) {
    Entry entry = new Entry(address.shared(), version, Json.bytes(object));
    ParsedObjects.keep(entry, object);
    return entry;
  }

  /**
   * An object that is kept as it was written and is otherwise when it is read, such as one whose
   * status was dropped and has a default. A space before it tells, as its bytes are then not those
   * that a client gets, and a write that changes nothing else changes them.
   */
  public static Entry unread(Address address, long version, ObjectNode object) {
    byte[] json = Json.bytes(object);
    byte[] marked = new byte[json.length + 1];
    marked[0] = UNREAD;
    System.arraycopy(json, 0, marked, 1, json.length);
    Entry entry = new Entry(address.shared(), version, marked);
    ParsedObjects.keep(entry, object);
    return entry;
  }

  static Entry of(ObjectStore.Stored stored) {
    return new Entry(Address.parse(stored.key()), stored.resourceVersion(), stored.json());
  }

  public Address address() {
    return address;
  }

  /** The version of the object. */
  public long version() {
    return version;
  }

  /** Whether reading makes something else of it. */
  public boolean isUnread() {
    return json[0] == UNREAD;
  }

  /** The object in the stored version of its kind. */
  public byte[] json() {
    return json;
  }

  /** The same as a tree. */
  public ObjectNode object() {
    return ParsedObjects.of(this);
  }
}
