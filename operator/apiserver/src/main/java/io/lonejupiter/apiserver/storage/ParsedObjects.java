package io.lonejupiter.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The trees of objects that were lately in use: so many places, whichever object comes last has the
 * place. An object that is not in use costs nothing but its bytes.
 */
final class ParsedObjects {
  private static final int PLACES = 1 << 12;

  private static final AtomicReferenceArray<SoftReference<Parsed>> PARSED =
      new AtomicReferenceArray<>(PLACES);

  private record Parsed(Entry entry, ObjectNode object) {}

  private ParsedObjects() {}

  static ObjectNode of(Entry entry) {
    SoftReference<Parsed> reference = PARSED.get(place(entry));
    Parsed parsed = reference == null ? null : reference.get();
    if (parsed != null && parsed.entry() == entry) {
      return parsed.object();
    }
    ObjectNode object = (ObjectNode) Json.parseTrusted(entry.json());
    keep(entry, object);
    return object;
  }

  static void keep(Entry entry, ObjectNode object) {
    PARSED.set(place(entry), new SoftReference<>(new Parsed(entry, object)));
  }

  /** The states of one object before and after a change have different places. */
  private static int place(Entry entry) {
    int hash = entry.address().hashCode() * 31 + Long.hashCode(entry.version());
    return (hash ^ hash >>> 16) & PLACES - 1;
  }
}
