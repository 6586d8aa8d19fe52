package io.lonejupiter.apiserver.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides who may do what. Pure: the same user, bindings and attributes give the same answer.
 *
 * <ol>
 *   <li>The groups of a user give roles, and so do the bindings that are kept for its name.
 *   <li>A role that is restricted to namespaces counts for requests in one of them only.
 *   <li>The first rule that allows the request decides. If none does, it is not allowed.
 * </ol>
 */
public final class Authorizer {
  private final Roles roles;

  public Authorizer(Roles roles) {
    this.roles = roles;
  }

  /**
   * @param reason which role allows it; empty if none does
   */
  public record Decision(boolean allowed, String reason) {}

  /** The rules that hold for a user in a namespace, split as a rules review shows them. */
  public record Rules(List<PolicyRule> ofResources, List<PolicyRule> ofPaths) {}

  /**
   * @param bindings those kept for the user's name
   */
  public Decision decide(User user, List<Binding> bindings, Attributes attributes) {
    for (Binding binding : all(user, bindings)) {
      Optional<Role> role = roles.find(binding.role());
      if (role.isPresent()
          && binding.reaches(attributes)
          && role.get().rules().stream().anyMatch(rule -> rule.allows(attributes))) {
        return new Decision(true, reason(user, binding));
      }
    }
    return new Decision(false, "");
  }

  /** What a user may do in a namespace. */
  public Rules rules(User user, List<Binding> bindings, String namespace) {
    List<PolicyRule> resources = new ArrayList<>();
    List<PolicyRule> paths = new ArrayList<>();
    for (Binding binding : all(user, bindings)) {
      boolean everywhere = binding.namespaces().isEmpty();
      for (PolicyRule rule : roles.find(binding.role()).map(Role::rules).orElse(List.of())) {
        if (rule.isOfResources() && (everywhere || binding.namespaces().contains(namespace))) {
          resources.add(rule);
        } else if (!rule.isOfResources() && everywhere) {
          paths.add(rule);
        }
      }
    }
    return new Rules(List.copyOf(resources), List.copyOf(paths));
  }

  private static List<Binding> all(User user, List<Binding> bindings) {
    List<Binding> all = new ArrayList<>(bindings);
    for (String group : user.groups()) {
      for (Binding binding : Binding.ofGroup(group)) {
        if (!all.contains(binding)) {
          all.add(binding);
        }
      }
    }
    return all;
  }

  private static String reason(User user, Binding binding) {
    String where =
        binding.namespaces().isEmpty() ? "" : " in " + String.join(", ", binding.namespaces());
    return "allowed by role \""
        + binding.role()
        + "\""
        + where
        + " of user \""
        + user.name()
        + "\"";
  }
}
