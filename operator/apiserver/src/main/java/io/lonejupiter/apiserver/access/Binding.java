package io.lonejupiter.apiserver.access;

import java.util.List;

/**
 * A role that a user has.
 *
 * @param namespaces where; empty for everywhere
 */
public record Binding(String role, List<String> namespaces) {
  /** Groups of this form give a role: {@code lonejupiter:<role>[:<namespace>]}. */
  private static final String GROUP = "lonejupiter:";

  public Binding {
    namespaces = List.copyOf(namespaces);
  }

  static Binding everywhere(String role) {
    return new Binding(role, List.of());
  }

  /** The groups that give what this binding gives. */
  public List<String> groups() {
    if (role.equals(Roles.ADMIN) && namespaces.isEmpty()) {
      return List.of(User.MASTERS);
    }
    return namespaces.isEmpty()
        ? List.of(GROUP + role)
        : namespaces.stream().map(namespace -> GROUP + role + ":" + namespace).toList();
  }

  /** What a group gives; empty if it is not one of ours. */
  static List<Binding> ofGroup(String group) {
    if (group.equals(User.MASTERS)) {
      return List.of(everywhere(Roles.ADMIN));
    }
    if (group.equals(User.AUTHENTICATED)) {
      return List.of(everywhere(Roles.AUTHENTICATED));
    }
    if (!group.startsWith(GROUP)) {
      return List.of();
    }
    String[] parts = group.substring(GROUP.length()).split(":", -1);
    return switch (parts.length) {
      case 1 -> List.of(everywhere(parts[0]));
      case 2 -> List.of(new Binding(parts[0], List.of(parts[1])));
      default -> List.of();
    };
  }

  /** As a binding in a namespace does, one that is restricted says nothing of what is in none. */
  boolean reaches(Attributes attributes) {
    return namespaces.isEmpty()
        || attributes.isResource() && namespaces.contains(attributes.namespace());
  }
}
