package io.lonejupiter.router.table;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.KeyValues.Entry;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The documents of one router group out of what lies in the KV store. One that cannot be read or
 * obeyed is set aside with its reason, and its last good revision stays. Pure.
 *
 * @param documents id to the newest good revision
 * @param errors id to the reason why its newest revision is no good
 * @param read id to the bytes that its document was read from; the same ones need no second look
 */
public record RouteIntake(
    Map<String, RouteDocument> documents,
    Map<String, String> errors,
    Map<String, ByteBuffer> read) {

  public static final RouteIntake EMPTY = new RouteIntake(Map.of(), Map.of(), Map.of());

  /** The documents after the store was read again. */
  public RouteIntake next(List<Entry> entries, String group) {
    var good = new TreeMap<String, RouteDocument>();
    var bad = new TreeMap<String, String>();
    var bytes = new TreeMap<String, ByteBuffer>();
    for (var entry : entries) {
      var id = Keys.lastSegment(entry.key());
      if (Keys.isSentinel(entry.key())) {
        continue;
      }
      var value = ByteBuffer.wrap(entry.value());
      if (value.equals(read.get(id))) {
        good.put(id, documents.get(id));
        bytes.put(id, value);
        continue;
      }
      try {
        var document = Documents.read(entry.key(), entry.value(), RouteDocument.class);
        if (group.equals(document.routerGroup() == null ? "default" : document.routerGroup())) {
          problem(id, document)
              .ifPresentOrElse(
                  reason -> bad.put(id, reason),
                  () -> {
                    good.put(id, document);
                    bytes.put(id, value);
                  });
        }
      } catch (UnreadableException e) {
        // Whose group it is cannot be said; every router that has no part in it stays silent.
        if (documents.containsKey(id) || group.equals("default")) {
          bad.put(id, e.getMessage());
        }
      }
      if (bad.containsKey(id) && documents.containsKey(id)) {
        good.put(id, documents.get(id));
      }
    }
    return new RouteIntake(
        Collections.unmodifiableMap(good),
        Collections.unmodifiableMap(bad),
        Collections.unmodifiableMap(bytes));
  }

  private static Optional<String> problem(String id, RouteDocument document) {
    var problem = Renderable.problem(document);
    return problem.isPresent() || document.id().equals(id)
        ? problem
        : Optional.of("the key says '%s', the document '%s'".formatted(id, document.id()));
  }
}
