package io.lonejupiter.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.core.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /**
     * @param near the address before, whose texts are shared as far as they are the same
     */
    static Address parse(String key, Address near) {
      int plural = key.indexOf('/');
      int middle = key.indexOf('/', plural + 1);
      int name = key.indexOf('/', middle + 1);
      if (plural < 1 || middle < 0 || name < 0 || key.indexOf('/', name + 1) >= 0) {
        throw new IllegalArgumentException(
            "stored key \"" + key + "\" is not <group>/<plural>/<namespace or _>/<name>");
      }
      if (near != null && key.startsWith(near.collection) && near.collection.length() == middle) {
        String space = near.namespace.isEmpty() ? NO_NAMESPACE : near.namespace;
        if (key.startsWith(space, middle + 1) && name == middle + 1 + space.length()) {
          return new Address(near.collection, near.namespace, key.substring(name + 1));
        }
      }
      String namespace = key.substring(middle + 1, name);
      return new Address(
              key.substring(0, middle),
              namespace.equals(NO_NAMESPACE) ? "" : namespace,
              key.substring(name + 1))
          .shared();
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

  /** What the store kept, in its order, in which neighbours have much in common. */
  static List<Entry> of(List<ObjectStore.Stored> stored) {
    List<Entry> entries = new ArrayList<>(stored.size());
    Address near = null;
    for (ObjectStore.Stored each : stored) {
      near = Address.parse(each.key(), near);
      entries.add(new Entry(near, each.resourceVersion(), each.json()));
    }
    return entries;
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

  /**
   * Whether its bytes have that field name anywhere, which is quicker to tell than reading it: not
   * having it is certain, having it where it counts is not.
   */
  public boolean mentions(String field) {
    byte[] word = ('"' + field + '"').getBytes(StandardCharsets.UTF_8);
    int last = json.length - word.length;
    for (int at = 0; at <= last; at++) {
      if (json[at] == '"' && Arrays.equals(json, at, at + word.length, word, 0, word.length)) {
        return true;
      }
    }
    return false;
  }

  /** The same as a tree. */
  public ObjectNode object() {
    return ParsedObjects.of(this);
  }
}
