package io.lonejupiter.apiserver.access;

import java.util.List;

/** A named list of what is allowed; nothing else is. */
public record Role(String name, String description, List<PolicyRule> rules) {
  public Role {
    rules = List.copyOf(rules);
  }
}
