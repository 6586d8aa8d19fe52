package io.lonejupiter.server;

import io.lonejupiter.artifacts.BlobStore;
import io.lonejupiter.artifacts.PeerBlobs;
import io.lonejupiter.consul.Watch;
import io.lonejupiter.core.document.BlobDocument;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.PutIf;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every server a copy of all uploaded bytes, so that none is lost with the server that took
 * it. The leader announces in Consul what was uploaded; each server follows that, and gets what it
 * lacks from the others. What nobody has at the moment is tried again, ever more seldom.
 */
final class BlobCopies implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlobCopies.class);
  private static final long FIRST_PAUSE_SECONDS = 1;
  private static final long LONGEST_PAUSE_SECONDS = 300;

  private final BlobStore blobs;
  private final PeerBlobs peers;
  private final ScheduledExecutorService copier =
      Executors.newSingleThreadScheduledExecutor(BlobCopies::thread);
  // Only the copier's thread uses these two.
  private final Set<String> told = new HashSet<>();
  private long pause = FIRST_PAUSE_SECONDS;
  private volatile Set<String> announced = Set.of();
  private final Watch watch;

  private BlobCopies(KeyValues keyValues, Keys keys, BlobStore blobs, PeerBlobs peers) {
    this.blobs = blobs;
    this.peers = peers;
    // Its being there is all that counts, so who wrote it does not matter.
    keyValues.commit(List.of(new PutIf(keys.blobs() + Keys.SENTINEL, new byte[0], 0)));
    this.watch = Watch.ofKeys("blobs", keyValues.query(keys.blobs()), this::changed);
  }

  static BlobCopies start(KeyValues keyValues, Keys keys, BlobStore blobs, PeerBlobs peers) {
    return new BlobCopies(keyValues, keys, blobs, peers);
  }

  /**
   * Announces what the leader holds, and what it is given from now on.
   *
   * @param fenced writes only while this server leads
   */
  static void announce(KeyValues fenced, Keys keys, BlobStore blobs) {
    var known = new HashSet<String>();
    fenced.list(keys.blobs()).entries().forEach(e -> known.add(Keys.lastSegment(e.key())));
    for (var sha256 : blobs.all()) {
      if (!known.contains(sha256)) {
        announce(fenced, keys, blobs, sha256);
      }
    }
  }

  /** Announces these bytes; nothing changes if they are announced already. */
  static void announce(KeyValues fenced, Keys keys, BlobStore blobs, String sha256) {
    var document = Documents.write(new BlobDocument(blobs.size(sha256).orElseThrow()));
    fenced.commit(List.of(new PutIf(keys.blob(sha256), document, 0)));
  }

  private void changed(Listing listing) {
    var digests = new HashSet<String>();
    for (var entry : listing.entries()) {
      if (!Keys.isSentinel(entry.key())) {
        digests.add(Keys.lastSegment(entry.key()));
      }
    }
    announced = Set.copyOf(digests);
    copier.execute(
        () -> {
          pause = FIRST_PAUSE_SECONDS;
          copyAll();
        });
  }

  private void copyAll() {
    var failed = false;
    for (var sha256 : announced) {
      failed |= blobs.size(sha256).isEmpty() && !copy(sha256);
    }
    if (failed && !copier.isShutdown()) {
      copier.schedule(this::copyAll, pause, TimeUnit.SECONDS);
      pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
    }
  }

  private boolean copy(String sha256) {
    try {
      peers.fetch(sha256).toCompletionStage().toCompletableFuture().get();
      told.remove(sha256);
      log.info("copied the bytes with SHA-256 {} from another server", sha256);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | CompletionException e) {
      if (told.add(sha256)) {
        log.warn("no copy yet, it is tried again: {}", e.getCause().getMessage());
      }
    }
    return false;
  }

  @Override
  public void close() {
    watch.close();
    copier.shutdownNow();
  }

  private static Thread thread(Runnable body) {
    var thread = new Thread(body, "blob-copies");
    thread.setDaemon(true);
    return thread;
  }
}
