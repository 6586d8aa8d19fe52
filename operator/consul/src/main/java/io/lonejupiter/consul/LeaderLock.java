package io.lonejupiter.consul;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.LeaderDocument;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Acquire;
import io.lonejupiter.core.port.KeyValues.CheckSession;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;
import java.util.List;

/**
 * The lock that the leading server holds, in Consul. A lock is only advice to Consul, so every
 * write of the leader carries {@link #fence}: the write fails once the lock is somebody else's.
 */
public final class LeaderLock {
  private static final long SESSION_POLL_MILLIS = 10;

  private final KeyValues keyValues;
  private final String key;
  private final SessionKeeper session;
  private final LeaderDocument self;
  private volatile String heldBy;

  public LeaderLock(KeyValues keyValues, Keys keys, SessionKeeper session, LeaderDocument self) {
    this.keyValues = keyValues;
    this.key = keys.leader();
    this.session = session;
    this.self = self;
  }

  /** Waits until this process leads. */
  public void acquire() throws InterruptedException {
    while (true) {
      try {
        var id = session.id();
        if (id != null && tryAcquire(id)) {
          heldBy = id;
          return;
        }
        waitForRelease(id);
      } catch (UnavailableException e) {
        Thread.sleep(500);
      }
    }
  }

  private boolean tryAcquire(String id) {
    return keyValues.commit(List.of(new Acquire(key, Documents.write(self), id)));
  }

  private void waitForRelease(String id) throws InterruptedException {
    if (id == null) {
      Thread.sleep(SESSION_POLL_MILLIS);
      return;
    }
    var query = keyValues.query(key);
    var held = query.after(0, Duration.ofSeconds(1));
    if (held.entries().isEmpty() || held.entries().get(0).session() == null) {
      Thread.sleep(200);
    } else {
      query.after(held.index(), Duration.ofSeconds(10));
    }
  }

  /** The condition that every write of the leader carries. */
  public CheckSession fence() {
    return new CheckSession(key, heldBy);
  }

  /**
   * Whether nobody else can hold the lock, by this process's own clock: Consul ends the session no
   * earlier than its time limit after the last renewal. Only who destroys it by hand does; the
   * blocking query on the lock then tells, some milliseconds later. So it does where the clock
   * stood still, as that of a suspended machine.
   */
  public boolean isSurelyHeld() {
    var holder = heldBy;
    return holder != null && session.surelyAlive().filter(holder::equals).isPresent();
  }

  /** Asks Consul whether this process still holds the lock. */
  public boolean isHeld() {
    return keyValues
        .get(key)
        .map(entry -> heldBy != null && heldBy.equals(entry.session()))
        .orElse(false);
  }
}
