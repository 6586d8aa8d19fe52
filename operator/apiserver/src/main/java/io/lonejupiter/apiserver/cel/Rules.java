package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of one type. They are compiled when a value first needs them; a type without rules
 * costs nothing. Immutable for its users, safe for many threads.
 */
public final class Rules {
  /** What all rules together may cost for one object. */
  static final long OBJECT_BUDGET = 10_000_000;

  private final Schema schema;
  private final Node root;

  private Rules(Schema schema, Node root) {
    this.schema = schema;
    this.root = root;
  }

  /**
   * @param schema of whole objects
   */
  public static Rules of(Schema schema) {
    return new Rules(schema, hasRules(schema) ? Node.of(schema, schema, true) : null);
  }

  private static boolean hasRules(Schema schema) {
    return schema != null
        && (!schema.raw().path("x-kubernetes-validations").isEmpty()
            || hasRules(schema.items())
            || hasRules(schema.additional())
            || schema.properties().values().stream().anyMatch(Rules::hasRules));
  }

  public Schema schema() {
    return schema;
  }

  public boolean isEmpty() {
    return root == null;
  }

  /** Compiles all rules now, so that no check has to wait for it. */
  public void compile() {
    if (root != null) {
      root.compile();
    }
  }

  /**
   * Finds everything that breaks a rule.
   *
   * @param before null for a create
   */
  public Verdict check(JsonNode before, JsonNode after) {
    return root == null
        ? Verdict.GOOD
        : new Evaluation(OBJECT_BUDGET)
            .run(
                root,
                before,
                after,
                before == null ? null : new Correlation(before, after, schema, false));
  }

  /** The rules at one node of the schema, and below it. */
  static final class Node {
    private final Schema schema;
    private final boolean isRoot;
    private final List<Rule> rules;
    private final Map<String, Node> properties;
    private final Node items;
    private final Node additional;
    private final List<Node> allOf;
    private volatile List<CompiledRule> compiled;

    private Node(
        Schema schema,
        boolean isRoot,
        List<Rule> rules,
        Map<String, Node> properties,
        Node items,
        Node additional,
        List<Node> allOf) {
      this.schema = schema;
      this.isRoot = isRoot;
      this.rules = rules;
      this.properties = properties;
      this.items = items;
      this.additional = additional;
      this.allOf = allOf;
    }

    /**
     * @param rules the schema that carries the rules
     * @param schema the schema that says what values look like; another one within allOf
     */
    static Node of(Schema rules, Schema schema, boolean isRoot) {
      List<Rule> here = new ArrayList<>();
      rules.raw().path("x-kubernetes-validations").forEach(rule -> here.add(Rule.of(rule)));
      Map<String, Node> properties = new LinkedHashMap<>();
      rules
          .properties()
          .forEach(
              (name, property) -> {
                Schema type = schema.properties().get(name);
                Node node = type == null ? null : of(property, type, type.embeddedResource());
                if (node != null) {
                  properties.put(name, node);
                }
              });
      Node items = below(rules.items(), schema.items());
      Node additional = below(rules.additional(), schema.additional());
      List<Node> allOf = new ArrayList<>();
      for (Schema each : rules.limits().allOf()) {
        Node node = of(each, schema, isRoot);
        if (node != null) {
          allOf.add(node);
        }
      }
      boolean isEmpty =
          here.isEmpty()
              && properties.isEmpty()
              && items == null
              && additional == null
              && allOf.isEmpty();
      return isEmpty ? null : new Node(schema, isRoot, here, properties, items, additional, allOf);
    }

    private static Node below(Schema rules, Schema schema) {
      return rules == null || schema == null ? null : of(rules, schema, schema.embeddedResource());
    }

    Schema schema() {
      return schema;
    }

    boolean isRoot() {
      return isRoot;
    }

    Map<String, Node> properties() {
      return properties;
    }

    Node items() {
      return items;
    }

    Node additional() {
      return additional;
    }

    List<Node> allOf() {
      return allOf;
    }

    List<CompiledRule> compiled() {
      if (rules.isEmpty()) {
        return List.of();
      }
      List<CompiledRule> known = compiled;
      if (known == null) {
        synchronized (this) {
          known = compiled;
          if (known == null) {
            DeclType self = DeclType.of(schema, isRoot, typeName());
            known = self == null ? List.of() : CompiledRule.all(rules, self, schema);
            compiled = known;
          }
        }
      }
      return known;
    }

    private void compile() {
      compiled();
      properties.values().forEach(Node::compile);
      allOf.forEach(Node::compile);
      if (items != null) {
        items.compile();
      }
      if (additional != null) {
        additional.compile();
      }
    }

    static String typeName() {
      return "selfType" + Math.floorMod(System.nanoTime(), 1_000_000_000L);
    }
  }
}
