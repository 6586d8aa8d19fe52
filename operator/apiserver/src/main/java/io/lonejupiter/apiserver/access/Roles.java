package io.lonejupiter.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The roles there are, read from {@code roles.yaml}. */
public final class Roles {
  /** May do everything. */
  public static final String ADMIN = "admin";

  /** What everybody may do who showed a credential; given to no one in particular. */
  static final String AUTHENTICATED = "authenticated";

  private static final Roles STANDARD = read();

  private final Map<String, Role> roles;

  private Roles(Map<String, Role> roles) {
    this.roles = Map.copyOf(roles);
  }

  public static Roles standard() {
    return STANDARD;
  }

  public Optional<Role> find(String name) {
    return Optional.ofNullable(roles.get(name));
  }

  /** Those that a credential may be given, in order of name. */
  public List<Role> grantable() {
    return roles.values().stream()
        .filter(role -> !role.name().equals(AUTHENTICATED))
        .sorted(Comparator.comparing(Role::name))
        .toList();
  }

  private static Roles read() {
    try (InputStream in = Roles.class.getResourceAsStream("roles.yaml")) {
      Map<String, Role> roles = new LinkedHashMap<>();
      for (JsonNode role : Json.parseYaml(in.readAllBytes()).path("roles")) {
        List<PolicyRule> rules = new ArrayList<>();
        role.path("rules").forEach(rule -> rules.add(rule(rule)));
        String name = role.path("name").asText();
        roles.put(name, new Role(name, role.path("description").asText(), rules));
      }
      return new Roles(roles);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PolicyRule rule(JsonNode rule) {
    return new PolicyRule(
        texts(rule, "verbs"),
        texts(rule, "apiGroups"),
        texts(rule, "resources"),
        texts(rule, "resourceNames"),
        texts(rule, "nonResourceURLs"));
  }

  private static List<String> texts(JsonNode rule, String field) {
    List<String> texts = new ArrayList<>();
    rule.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
