package io.lonejupiter.router.table;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.KeyValues.Entry;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The documents of one router group out of what lies in the KV store. One that cannot be read or
 * obeyed is set aside with its reason, and its last good revision stays. Pure.
 *
 * @param documents id to the newest good revision
 * @param errors id to the reason why its newest revision is no good
 * @param read id to the bytes that its document, or one of another group, was read from; the same
 *     ones need no second look
 */
public record RouteIntake(
    Map<String, RouteDocument> documents,
    Map<String, String> errors,
    Map<String, ByteBuffer> read) {

  private static final Optional<String> NOTHING = Optional.empty();

  public static final RouteIntake EMPTY = new RouteIntake(Map.of(), Map.of(), Map.of());

  /**
   * The documents after the store was read again.
   *
   * @param expressions says why the proxy does not take a regular expression
   */
  public RouteIntake next(
      List<Entry> entries, String group, Function<String, Optional<String>> expressions) {
    // Copied as a whole, as most documents are as they were.
    var good = new TreeMap<>(documents);
    var bad = new TreeMap<String, String>();
    var bytes = new HashMap<>(read);
    var there = new HashSet<String>();
    for (var entry : entries) {
      if (Keys.isSentinel(entry.key())) {
        continue;
      }
      var id = Keys.lastSegment(entry.key());
      there.add(id);
      var value = ByteBuffer.wrap(entry.value());
      if (value.equals(read.get(id))) {
        continue;
      }
      bytes.remove(id);
      try {
        var document = Documents.read(entry.key(), entry.value(), RouteDocument.class);
        if (group.equals(document.routerGroup() == null ? "default" : document.routerGroup())) {
          problem(id, document, expressions)
              .ifPresentOrElse(
                  reason -> bad.put(id, reason),
                  () -> {
                    good.put(id, document);
                    bytes.put(id, value);
                  });
        } else {
          good.remove(id);
          bytes.put(id, value);
        }
      } catch (UnreadableException e) {
        // Whose group it is cannot be said; every router that has no part in it stays silent.
        if (documents.containsKey(id) || group.equals("default")) {
          bad.put(id, e.getMessage());
        }
      }
    }
    good.keySet().retainAll(there);
    bytes.keySet().retainAll(there);
    return new RouteIntake(
        Collections.unmodifiableSortedMap(good),
        Collections.unmodifiableMap(bad),
        Collections.unmodifiableMap(bytes));
  }

  private static Optional<String> problem(
      String id, RouteDocument document, Function<String, Optional<String>> expressions) {
    try {
      var problem = Renderable.problem(document);
      if (problem.isPresent()) {
        return problem;
      }
      if (!document.id().equals(id)) {
        return Optional.of("the key says '%s', the document '%s'".formatted(id, document.id()));
      }
      var tooMany = RenderableFilters.problem(document);
      if (tooMany.isPresent()) {
        return tooMany;
      }
      for (var feature : RouteTable.featuresOf(document)) {
        var refused = feature.asksForMatch() ? expressions.apply(feature.expression()) : NOTHING;
        if (refused.isPresent()) {
          return Optional.of("'%s': %s".formatted(feature.expression(), refused.get()));
        }
      }
      return Optional.empty();
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever is in it, it must not keep the other documents from being read.
      return Optional.of("it cannot be read as rules: " + e);
    }
  }
}
