package io.lonejupiter.server;

import io.lonejupiter.consul.Watch;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.LeaderDocument;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows who leads. */
final class LeadWatch {
  private static final Logger log = LoggerFactory.getLogger(LeadWatch.class);

  private LeadWatch() {}

  /**
   * @param leader is told who leads at each change of the lock; empty: nobody
   */
  static Watch start(KeyValues keyValues, Keys keys, Consumer<Optional<LeaderDocument>> leader) {
    return Watch.ofKeys(
        "lead", keyValues.query(keys.leader()), listing -> leader.accept(leader(listing)));
  }

  private static Optional<LeaderDocument> leader(Listing listing) {
    return listing.entries().stream()
        .filter(entry -> entry.session() != null)
        .findFirst()
        .flatMap(
            entry -> {
              try {
                return Optional.of(
                    Documents.read(entry.key(), entry.value(), LeaderDocument.class));
              } catch (UnreadableException e) {
                log.warn("who leads cannot be read: {}", e.getMessage());
                return Optional.empty();
              }
            });
  }
}
