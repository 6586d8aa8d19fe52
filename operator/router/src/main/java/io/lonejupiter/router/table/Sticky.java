package io.lonejupiter.router.table;

import io.lonejupiter.model.StickinessType;
import java.util.Comparator;

/**
 * By what a user is known again.
 *
 * @param name of the cookie, or of the header in lower case; else empty
 * @param instance whether its user is kept on an instance, too
 * @param idleSeconds how long a user is remembered without a request; 0: nothing is remembered
 */
public record Sticky(StickinessType type, String name, boolean instance, long idleSeconds)
    implements Comparable<Sticky> {
  private static final Comparator<Sticky> ORDER =
      Comparator.comparing(Sticky::type)
          .thenComparing(Sticky::name)
          .thenComparing(Sticky::instance)
          .thenComparing(Sticky::idleSeconds);

  public Sticky {
    // Documents leave out what is empty.
    name = name == null ? "" : name;
  }

  /**
   * What HAProxy must know of it by its configuration: of a cookie no name, and a time only where
   * there is a table for those who are kept on an instance.
   */
  public Sticky configured() {
    return type == StickinessType.COOKIE
        ? new Sticky(type, "", instance, instance ? idleSeconds : 0)
        : this;
  }

  @Override
  public int compareTo(Sticky other) {
    return ORDER.compare(this, other);
  }
}
