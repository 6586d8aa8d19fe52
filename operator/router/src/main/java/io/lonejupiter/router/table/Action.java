package io.lonejupiter.router.table;

import java.util.Comparator;
import java.util.Locale;

/**
 * Something that is done with the requests or the answers of a rule. HAProxy must know it by its
 * configuration; with which value it is done, and for which rule, stands in a map.
 *
 * @param name of the header; of a prefix the number of its segments; of a redirect the status code;
 *     else empty
 */
public record Action(Kind kind, String name) implements Comparable<Action> {

  /** What is done, in the order in which it is. */
  public enum Kind {
    /** It is told how long each answer took to begin. */
    TIMES,
    /** More requests at once than this are refused. */
    CONNECTIONS,
    /** Requests whose body has more bytes than this are refused. */
    BODY,
    /** An answer has to begin within these milliseconds. */
    REQUEST_TIMEOUT,
    /** A tunnel may be silent for these milliseconds. */
    TUNNEL_TIMEOUT,
    /** The header has this value, whatever it had. */
    SET_REQUEST_HEADER,
    /** The header has this value, too. */
    ADD_REQUEST_HEADER,
    REMOVE_REQUEST_HEADER,
    /** The whole path is this. */
    PATH,
    /** The prefix that the rule matched is this. */
    PREFIX,
    /** The instance sees this host. */
    HOST,
    /**
     * The client is sent elsewhere, to {@code scheme|host|port}; what is {@code *} stays, port 0 is
     * none.
     */
    REDIRECT,
    SET_RESPONSE_HEADER,
    ADD_RESPONSE_HEADER,
    REMOVE_RESPONSE_HEADER
  }

  private static final Comparator<Action> ORDER =
      Comparator.comparing(Action::kind).thenComparing(Action::name);

  public Action {
    // Documents leave out what is empty.
    name = name == null ? "" : name;
  }

  Action(Kind kind) {
    this(kind, "");
  }

  /** Key of its value beside those of the same rule's other actions. */
  public String key() {
    var word = kind.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      // A rule has one value for all of its prefixes, and redirects once.
      case PREFIX, REDIRECT -> word;
      default -> name.isEmpty() ? word : word + ":" + name;
    };
  }

  /** Number of a prefix's segments. */
  static int depth(Claim claim) {
    return (int) claim.path().chars().filter(character -> character == '/').count();
  }

  @Override
  public int compareTo(Action other) {
    return ORDER.compare(this, other);
  }
}
