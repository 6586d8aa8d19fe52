package io.lonejupiter.apiserver.storage;

import java.lang.ref.SoftReference;

/**
 * A collection right after one change, linked to the change that followed. Whoever watches holds
 * the last link it has dealt with and goes on from there at its own pace; a link that nobody holds
 * any more and that has left the history is garbage.
 */
public final class Link {
  /** What a link costs besides the object: itself and the path in the tree. */
  private static final int OVERHEAD = 800;

  private final Event event;
  private final long version;
  private final Tree objects;
  private final long bytesSoFar;
  private volatile Link next;
  private volatile SoftReference<Object> shared;

  private Link(Event event, long version, Tree objects, long bytesSoFar) {
    this.event = event;
    this.version = version;
    this.objects = objects;
    this.bytesSoFar = bytesSoFar;
  }

  /** The beginning of a chain. */
  static Link first(long version, Tree objects) {
    return new Link(null, version, objects, 0);
  }

  static Link after(Link before, Event event) {
    Tree objects =
        event.after() != null
            ? before.objects.put(event.after())
            : before.objects.remove(event.address());
    Entry last = event.after() != null ? event.after() : event.before();
    long bytes = before.bytesSoFar + OVERHEAD + (last == null ? 0 : last.json().length);
    return new Link(event, event.version(), objects, bytes);
  }

  /** The change; null at the beginning of a chain. */
  public Event event() {
    return event;
  }

  public long version() {
    return version;
  }

  /** All objects of the collection after the change. */
  public Tree objects() {
    return objects;
  }

  /** The next change; null when there is none yet. */
  public Link next() {
    return next;
  }

  void append(Link link) {
    next = link;
  }

  /** The bytes of all changes of the chain up to this one. */
  long bytesSoFar() {
    return bytesSoFar;
  }

  /** What those who watch have made of this change and share; null when there is nothing. */
  public Object shared() {
    SoftReference<Object> reference = shared;
    return reference == null ? null : reference.get();
  }

  /** Of two that are shared at the same time the last one stays; both must be right. */
  public void share(Object value) {
    shared = new SoftReference<>(value);
  }
}
