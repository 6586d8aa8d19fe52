package io.lonejupiter.agent;

import io.lonejupiter.agent.Assignments.Saved;
import io.lonejupiter.agent.instance.DurableFile;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.consul.Sentinels;
import io.lonejupiter.consul.Watch;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the host's assignments and hands them to the fleet. An empty reading that would stop
 * everything is believed only if a consistent read says the same and the sentinel key is still
 * there: a store that lost its data has no sentinel, and then what runs goes on.
 */
final class AssignmentFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AssignmentFeed.class);

  private final KeyValues store;
  private final String prefix;
  private final Fleet fleet;
  private final Path lastGood;
  private final Runnable onReconnect;
  private volatile boolean read;
  private boolean lost;
  private boolean held;
  private Watch watch;

  /**
   * @param lastGood where the last good reading is kept
   * @param onReconnect called when Consul answers again after it did not
   */
  AssignmentFeed(KeyValues store, String prefix, Fleet fleet, Path lastGood, Runnable onReconnect) {
    this.store = store;
    this.prefix = prefix;
    this.fleet = fleet;
    this.lastGood = lastGood;
    this.onReconnect = onReconnect;
  }

  boolean consulAway() {
    try {
      Sentinels.list(store, prefix);
      return false;
    } catch (UnavailableException | RefusedException e) {
      log.warn("{}; going on with the last assignments known", e.getMessage());
      return true;
    }
  }

  /** Reads once, so that the newest word counts from the beginning; then follows. */
  void start() {
    close();
    try {
      take(Sentinels.list(store, prefix));
    } catch (UnavailableException | RefusedException e) {
      log.warn("{}; going on with what is known", e.getMessage());
      lost = true;
    }
    var query = store.query(prefix);
    watch =
        Watch.ofKeys(
            "assignments",
            (index, wait) -> after(query, index, wait),
            listing -> take(Sentinels.shown(store, prefix, listing.entries())));
  }

  /** Whether the assignments were read from Consul, so that what they do not name is unwanted. */
  boolean read() {
    return read;
  }

  private Listing after(KeyValues.Query query, long index, Duration wait)
      throws InterruptedException {
    try {
      // A query on the old index would only answer at the next change.
      var listing = query.after(lost ? 0 : index, wait);
      if (lost) {
        lost = false;
        onReconnect.run();
      }
      return listing;
    } catch (UnavailableException | RefusedException e) {
      lost = true;
      throw e;
    }
  }

  private void take(List<KeyValues.Entry> entries) {
    var assigned = Assignments.of(entries);
    if (assigned.empty() && fleet.busy()) {
      assigned = Assignments.of(store.list(prefix).entries());
      if (assigned.empty() && !assigned.sentinel()) {
        hold();
        return;
      }
    }
    held = false;
    if (!assigned.sentinel()) {
      store.commit(List.of(new PutIf(prefix + Keys.SENTINEL, new byte[0], 0)));
    }
    save(assigned.readable());
    fleet.apply(assigned);
    read = true;
  }

  private void hold() {
    if (!held) {
      held = true;
      log.error(
          "consul has neither assignments nor {}{}: it has lost its data. What runs goes on until"
              + " there are assignments again, or this key is put by hand",
          prefix,
          Keys.SENTINEL);
    }
  }

  /** Takes the last good reading. */
  void fromDisk() {
    try {
      if (Files.exists(lastGood)) {
        var saved = Documents.read(lastGood.toString(), Files.readAllBytes(lastGood), Saved.class);
        fleet.apply(new Assignments(new TreeMap<>(saved.assignments()), Map.of(), true));
      }
    } catch (IOException | UnreadableException e) {
      log.error("the last assignments cannot be read; waiting for consul", e);
    }
  }

  private void save(Map<String, io.lonejupiter.core.document.Assignment> readable) {
    try {
      DurableFile.write(lastGood, Documents.write(new Saved(1, readable)));
    } catch (IOException e) {
      throw new UncheckedIOException("the assignments cannot be kept", e);
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
