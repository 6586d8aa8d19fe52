package io.lonejupiter.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds to objects and changes what is computed from them. Pure. */
public final class Derivations {
  public static final Derivations NONE = new Derivations(List.of());

  private static final Logger LOG = LoggerFactory.getLogger(Derivations.class);

  private final List<Derivation> all;

  public Derivations(List<Derivation> all) {
    this.all = List.copyOf(all);
  }

  boolean computes(String collection) {
    return all.stream().anyMatch(d -> d.to().equals(collection));
  }

  /** The objects, and those that are computed from them. */
  List<Entry> with(List<Entry> entries) {
    if (all.isEmpty()) {
      return entries;
    }
    List<Entry> more = new ArrayList<>(entries);
    for (Entry entry : entries) {
      for (Derivation derivation : all) {
        Entry computed = derivation.isOf(entry.address()) ? compute(derivation, entry) : null;
        if (computed != null) {
          more.add(computed);
        }
      }
    }
    return more;
  }

  /**
   * The changes, and each followed by what it changes of computed objects, with the same version.
   *
   * @param present the objects before all these changes
   */
  List<Event> with(List<Event> events, Function<Entry.Address, Entry> present) {
    if (all.isEmpty()) {
      return events;
    }
    List<Event> more = new ArrayList<>();
    Map<Entry.Address, Entry> computed = new HashMap<>();
    for (Event event : events) {
      more.add(event);
      for (Derivation derivation : of(event.address())) {
        Entry.Address at = address(derivation, event.address());
        Entry before = computed.containsKey(at) ? computed.get(at) : present.apply(at);
        Entry after = event.after() == null ? null : compute(derivation, event.after());
        if (!same(before, after)) {
          more.add(new Event(event.version(), before, after));
          computed.put(at, after);
        }
      }
    }
    return more;
  }

  private List<Derivation> of(Entry.Address source) {
    return all.stream().filter(d -> d.isOf(source)).toList();
  }

  private static Entry.Address address(Derivation derivation, Entry.Address source) {
    return new Entry.Address(derivation.to(), source.namespace(), source.name());
  }

  /** What is computed anew and is as it was keeps its version; watchers hear nothing. */
  private static boolean same(Entry before, Entry after) {
    if (before == null || after == null) {
      return before == after;
    }
    ObjectNode compared = after.object().deepCopy();
    Metadata.put(compared, "resourceVersion", Metadata.resourceVersion(before.object()));
    return compared.equals(before.object());
  }

  /** Null as well when it cannot be computed, which must not hold up what it is computed from. */
  private static Entry compute(Derivation derivation, Entry source) {
    try {
      ObjectNode object = derivation.object().apply(source.object());
      if (object == null) {
        return null;
      }
      Metadata.put(object, "resourceVersion", Long.toString(source.version()));
      return Entry.of(address(derivation, source.address()), source.version(), object);
    } catch (RuntimeException e) {
      LOG.error("{} cannot be computed from it", source.address().key(), e);
      return null;
    }
  }
}
