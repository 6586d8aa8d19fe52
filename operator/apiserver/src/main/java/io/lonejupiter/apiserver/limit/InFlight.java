package io.lonejupiter.apiserver.limit;

import io.lonejupiter.apiserver.access.User;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts the requests that are being answered, and says when there are too many. */
public final class InFlight {
  /** Requests that are counted apart, so that none of a kind uses up another's room. */
  public enum Kind {
    READ,
    WRITE,
    STREAM
  }

  private final RequestLimits limits;
  private final Map<Kind, Counts> ordinary = new EnumMap<>(Kind.class);
  private final Map<Kind, Counts> masters = new EnumMap<>(Kind.class);

  public InFlight(RequestLimits limits) {
    this.limits = limits;
    for (Kind kind : Kind.values()) {
      ordinary.put(kind, new Counts());
      masters.put(kind, new Counts());
    }
  }

  private static final class Counts {
    private final Map<String, Integer> byUser = new HashMap<>();
    private int total;
  }

  /** Room for one request. */
  public final class Slot {
    private final AtomicBoolean held = new AtomicBoolean(true);
    private final Counts counts;
    private final String user;

    private Slot(Counts counts, String user) {
      this.counts = counts;
      this.user = user;
    }

    /** Gives the room back; a second time does nothing. */
    public void release() {
      if (held.compareAndSet(true, false)) {
        synchronized (InFlight.this) {
          counts.total--;
          counts.byUser.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
      }
    }
  }

  /** Takes room for a request of a user; empty if there is none. */
  public synchronized Optional<Slot> enter(User user, Kind kind) {
    Counts counts = (user.isMaster() ? masters : ordinary).get(kind);
    int ofUser = counts.byUser.getOrDefault(user.name(), 0);
    if (counts.total >= total(kind) || !user.isMaster() && ofUser >= perUser(kind)) {
      return Optional.empty();
    }
    counts.total++;
    counts.byUser.put(user.name(), ofUser + 1);
    return Optional.of(new Slot(counts, user.name()));
  }

  private int total(Kind kind) {
    return switch (kind) {
      case READ -> limits.maxReads();
      case WRITE -> limits.maxWrites();
      case STREAM -> limits.maxStreams();
    };
  }

  private int perUser(Kind kind) {
    return switch (kind) {
      case READ -> limits.maxReadsPerUser();
      case WRITE -> limits.maxWritesPerUser();
      case STREAM -> limits.maxStreamsPerUser();
    };
  }
}
