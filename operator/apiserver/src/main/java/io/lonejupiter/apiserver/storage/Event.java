package io.lonejupiter.apiserver.storage;

/**
 * One change of one object.
 *
 * @param version of the change
 * @param before null when it did not exist
 * @param after null when it is gone
 */
public record Event(long version, Entry before, Entry after) {
  public Entry.Address address() {
    return (after != null ? after : before).address();
  }
}
