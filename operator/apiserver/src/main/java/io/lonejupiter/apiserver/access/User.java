package io.lonejupiter.apiserver.access;

import java.util.ArrayList;
import java.util.List;

/**
 * Who makes a request, as authentication found out. This is all that is known of the client from
 * then on, so a server that passes a request on to another one need pass on nothing else.
 *
 * @param groups with {@link #AUTHENTICATED} for everybody who showed a credential
 */
public record User(String name, List<String> groups) {
  /** Whoever is in it may do everything, as in Kubernetes. */
  public static final String MASTERS = "system:masters";

  /** Everybody who showed a credential. */
  public static final String AUTHENTICATED = "system:authenticated";

  /** Whoever showed none; such requests are answered for a few paths only. */
  public static final User ANONYMOUS =
      new User("system:anonymous", List.of("system:unauthenticated"));

  public User {
    groups = List.copyOf(groups);
  }

  /** One that showed a credential. */
  public static User authenticated(String name, List<String> groups) {
    List<String> all = new ArrayList<>(groups);
    if (!all.contains(AUTHENTICATED)) {
      all.add(AUTHENTICATED);
    }
    return new User(name, all);
  }

  /** Whether the user may do everything. */
  public boolean isMaster() {
    return groups.contains(MASTERS);
  }
}
