package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.SchemaParser;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Checks the rules of a schema when a definition is written: whether they compile, may look at the
 * value before, and cannot become too expensive. Pure.
 */
public final class RuleCheck {
  private static final long RULE_LIMIT = 10_000_000;
  private static final long SCHEMA_LIMIT = 100_000_000;
  private static final int MOST_EXPENSIVE = 4;
  private static final double MAX_FACTOR = 100;

  private final List<String> wrong;
  private final List<FieldError> compiled = new ArrayList<>();
  private final List<Cost> expensive = new ArrayList<>();
  private long total;

  private RuleCheck(List<String> wrong) {
    this.wrong = wrong;
  }

  private record Cost(String path, long units) {}

  /**
   * Where in the schema a node is.
   *
   * @param cardinality how often a value of it can be in one object; null when that is not bounded
   * @param uncorrelatable the path of the list above it whose items cannot be told apart; or null
   */
  private record Place(String path, boolean isRoot, Long cardinality, String uncorrelatable) {
    Place below(String suffix, Schema parent, boolean embedded, boolean correlatable) {
      Long factor = factor(parent);
      return new Place(
          path + suffix,
          embedded,
          cardinality == null || factor == null ? null : (Long) Range.product(cardinality, factor),
          uncorrelatable != null || correlatable ? uncorrelatable : path);
    }

    private static Long factor(Schema parent) {
      Integer bound;
      if (parent.type().equals("array")) {
        bound = parent.limits().maxItems();
      } else if (parent.type().equals("object") && parent.raw().has("additionalProperties")) {
        bound = parent.limits().maxProperties();
      } else {
        return 1L;
      }
      return bound == null ? null : (Long) (long) Math.max(0, bound);
    }
  }

  /**
   * Everything that is wrong with the rules of a schema, in the order of Kubernetes.
   *
   * @param schema the openAPIV3Schema of one version
   * @param path where it stands, for example {@code spec.validation.openAPIV3Schema}
   * @param known what else is wrong with the schema; rules at or above it are not looked at
   */
  public static List<FieldError> check(JsonNode schema, String path, List<FieldError> known) {
    RuleCheck rules = new RuleCheck(known.stream().map(FieldError::path).toList());
    try {
      rules.node(SchemaParser.parse(schema), new Place(path, true, 1L, null));
    } catch (IllegalArgumentException e) {
      return List.of(); // A pattern is wrong, which is told elsewhere.
    }
    List<FieldError> errors = new ArrayList<>(rules.compiled);
    errors.addAll(rules.totals(path));
    return errors;
  }

  private List<FieldError> totals(String path) {
    List<FieldError> errors = new ArrayList<>();
    if (Long.compareUnsigned(total, SCHEMA_LIMIT) > 0) {
      expensive.stream()
          .sorted((a, b) -> Long.compareUnsigned(b.units, a.units))
          .limit(MOST_EXPENSIVE)
          .forEach(
              cost ->
                  errors.add(
                      FieldError.forbidden(
                          cost.path,
                          "contributed to estimated rule cost total exceeding cost limit for entire"
                              + " OpenAPIv3 schema")));
      errors.add(
          FieldError.forbidden(
              path,
              exceeds(
                  "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                  total,
                  SCHEMA_LIMIT)));
    }
    return errors;
  }

  private void node(Schema schema, Place place) {
    if (schema.additional() != null) {
      Schema values = schema.additional();
      node(values, place.below(".additionalProperties", schema, values.embeddedResource(), true));
    }
    for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
      Schema value = property.getValue();
      node(
          value,
          place.below(
              ".properties[" + property.getKey() + "]", schema, value.embeddedResource(), true));
    }
    if (schema.items() != null) {
      boolean keyed = schema.raw().path("x-kubernetes-list-type").asText().equals("map");
      Schema items = schema.items();
      node(items, place.below(".items", schema, items.embeddedResource(), keyed));
    }
    JsonNode rules = schema.raw().path("x-kubernetes-validations");
    if (!rules.isEmpty() && wrong.stream().noneMatch(error -> error.startsWith(place.path))) {
      compile(rules, schema, place);
    }
  }

  private void compile(JsonNode written, Schema schema, Place place) {
    String path = place.path + ".x-kubernetes-validations";
    DeclType self = DeclType.of(schema, place.isRoot, Rules.Node.typeName());
    if (self == null) {
      compiled.add(
          FieldError.internal(
              path,
              "internal error: failed to construct type information for x-kubernetes-validations"
                  + " rules: unable to convert structural schema to CEL declarations"));
      return;
    }
    List<Rule> rules = new ArrayList<>();
    written.forEach(rule -> rules.add(Rule.of(rule)));
    List<CompiledRule> all = CompiledRule.all(rules, self, schema);
    long cardinality = place.cardinality != null ? place.cardinality : self.maxCardinality();
    for (int i = 0; i < all.size(); i++) {
      rule(all.get(i), path + "[" + i + "]", cardinality, place);
    }
  }

  private void rule(CompiledRule rule, String path, long cardinality, Place place) {
    long cost = Range.product(rule.maxCost(), cardinality);
    if (Long.compareUnsigned(cost, RULE_LIMIT) > 0) {
      compiled.add(
          FieldError.forbidden(path + ".rule", exceeds("estimated rule cost", cost, RULE_LIMIT)));
    }
    observe(path + ".rule", cost);
    if (rule.problem() != null) {
      compiled.add(FieldError.invalid(path + ".rule", shown(rule.rule()), rule.problem()));
    }
    if (rule.messageProblem() != null) {
      compiled.add(
          FieldError.invalid(
              path + ".messageExpression", shown(rule.rule()), rule.messageProblem()));
    } else if (rule.message() != null) {
      if (Long.compareUnsigned(rule.maxMessageCost(), RULE_LIMIT) > 0) {
        compiled.add(
            FieldError.forbidden(
                path + ".messageExpression",
                exceeds("estimated messageExpression cost", rule.maxMessageCost(), RULE_LIMIT)));
      }
      observe(path + ".messageExpression", rule.maxMessageCost());
    }
    if (rule.usesOldSelf()) {
      if (place.uncorrelatable != null) {
        compiled.add(
            FieldError.invalid(
                path + ".rule",
                rule.rule().rule(),
                "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                    + place.uncorrelatable));
      }
    } else if (rule.rule().optionalOldSelf() != null) {
      compiled.add(
          FieldError.invalid(
              path + ".optionalOldSelf",
              BooleanNode.valueOf(rule.rule().optionalOldSelf()),
              "may not be set if oldSelf is not used in rule"));
    }
  }

  private void observe(String path, long cost) {
    total = Range.sum(total, cost);
    if (Long.compareUnsigned(cost, SCHEMA_LIMIT / 100) >= 0) {
      expensive.add(new Cost(path, cost));
    }
  }

  private static String exceeds(String what, long cost, long limit) {
    double factor = Range.toDouble(cost) / limit;
    String words =
        factor > MAX_FACTOR
            ? "more than 100x"
            : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
    return what
        + " exceeds budget by factor of "
        + words
        + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
        + " arrays, maps, and strings are declared)";
  }

  /** A rule as Kubernetes shows it: its inner form, in the JSON of Go. */
  private static JsonNode shown(Rule rule) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("Rule", rule.rule());
    shown.put("Message", rule.message());
    shown.put("MessageExpression", rule.messageExpression());
    shown.put("Reason", rule.reason().isEmpty() ? null : rule.reason());
    shown.put("FieldPath", rule.fieldPath());
    shown.put("OptionalOldSelf", rule.optionalOldSelf());
    String text =
        shown
            .toString()
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029");
    return new POJONode(new RawValue(text));
  }
}
