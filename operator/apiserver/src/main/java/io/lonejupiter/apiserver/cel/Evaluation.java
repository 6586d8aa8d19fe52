package io.lonejupiter.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.cel.Frame.TooExpensiveException;
import io.lonejupiter.apiserver.cel.Rules.Node;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.Maybe;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One object under all rules of its type; it ends early when the budget is spent. */
final class Evaluation {
  /** What one evaluation of one expression may cost. */
  static final long CALL_LIMIT = 1_000_000;

  private static final int MAX_MESSAGE_BYTES = 5 * 1024;

  private final List<FieldError> errors = new ArrayList<>();
  private final List<FieldError> forgiven = new ArrayList<>();
  private long budget;

  Evaluation(long budget) {
    this.budget = budget;
  }

  /**
   * Where the value and its old self stand to each other.
   *
   * @param current null when the value cannot be compared with one before
   * @param nearest the innermost value around it that can
   */
  private record Position(Correlation current, Correlation nearest) {
    boolean isUnchanged() {
      Correlation known = current != null ? current : nearest;
      return known != null && known.isUnchanged();
    }

    Position key(String name) {
      if (current == null) {
        return this;
      }
      if (nearest == null && (name.equals("apiVersion") || name.equals("kind"))) {
        return new Position(null, null);
      }
      return new Position(current.key(name), current);
    }

    Position index(int index) {
      return current == null ? this : new Position(current.index(index), current);
    }
  }

  Verdict run(Node root, JsonNode before, JsonNode after, Correlation correlation) {
    node(root, "", before, after, new Position(correlation, null));
    return new Verdict(errors, forgiven);
  }

  private void node(Node node, String path, JsonNode before, JsonNode after, Position position) {
    if (after.isNull()) {
      return;
    }
    JsonNode old = before == null || before.isNull() ? null : before;
    rules(node, path, old, after, position);
    for (Node each : node.allOf()) {
      if (budget >= 0) {
        node(each, path, old, after, new Position(null, position.nearest));
      }
    }
    if (budget < 0) {
      return;
    }
    if (after.isArray()) {
      items(node, path, old, after, position);
    } else if (after.isObject()) {
      fields(node, path, old, after, position);
    }
  }

  private void items(Node node, String path, JsonNode before, JsonNode after, Position position) {
    if (node.items() == null) {
      return;
    }
    Schema list = node.schema();
    Map<Object, JsonNode> old = Correlation.byKey(list, before);
    for (int i = 0; i < after.size() && budget >= 0; i++) {
      JsonNode item = after.get(i);
      JsonNode oldItem = old.isEmpty() ? null : old.get(Correlation.identity(list, item));
      node(node.items(), path + "[" + i + "]", oldItem, item, position.index(i));
    }
  }

  private void fields(Node node, String path, JsonNode before, JsonNode after, Position position) {
    for (Map.Entry<String, JsonNode> field : after.properties()) {
      if (budget < 0) {
        return;
      }
      String name = field.getKey();
      JsonNode old = before == null ? null : before.get(name);
      if (node.additional() != null) {
        String at = path + "[" + name + "]";
        node(node.additional(), at, old, field.getValue(), position.key(name));
      }
      Node property = node.properties().get(name);
      if (property != null) {
        String at = path.isEmpty() ? name : path + "." + name;
        node(property, at, old, field.getValue(), position.key(name));
      }
    }
  }

  private void rules(Node node, String path, JsonNode before, JsonNode after, Position position) {
    List<CompiledRule> rules = node.compiled();
    if (rules.isEmpty()) {
      return;
    }
    String at = path.isEmpty() ? "<nil>" : path;
    String type = node.schema().type();
    if (budget <= 0) {
      overBudget(at, type);
      return;
    }
    JsonNode shown = after.isContainerNode() ? null : after;
    Object self = Bound.of(after, node.schema(), node.isRoot());
    Object oldSelf = before == null ? null : Bound.of(before, node.schema(), node.isRoot());
    for (CompiledRule rule : rules) {
      if (budget < 0) {
        return;
      }
      if (rule.problem() != null) {
        errors.add(FieldError.invalid(at, type, "rule compile error: " + rule.problem()));
      } else if (rule.program() != null) {
        boolean optional = rule.rule().hasOptionalOldSelf();
        if (!rule.usesOldSelf() || oldSelf != null || optional) {
          rule(rule, path, type, shown, self, oldSelf, position);
        }
      }
    }
  }

  private void overBudget(String path, String type) {
    errors.add(
        FieldError.invalid(
            path,
            type,
            "validation failed due to running out of cost budget, no further validation rules will"
                + " be run"));
    budget = -1;
  }

  private void rule(
      CompiledRule compiled,
      String path,
      String type,
      JsonNode shown,
      Object self,
      Object oldSelf,
      Position position) {
    Rule rule = compiled.rule();
    String at = path.isEmpty() ? "<nil>" : path;
    Object old = oldSelf;
    if (rule.hasOptionalOldSelf()) {
      old = oldSelf == null ? Maybe.NONE : new Maybe(oldSelf);
    }
    Frame frame = new Frame(self, old, CALL_LIMIT);
    Object result;
    try {
      result = compiled.program().evaluate(frame);
    } catch (TooExpensiveException e) {
      if (frame.cost() > budget) {
        overBudget(at, type);
        return;
      }
      errors.add(
          FieldError.invalid(
              at,
              type,
              "'"
                  + e.getMessage()
                  + "': no further validation rules will be run due to call cost exceeds limit for"
                  + " rule: "
                  + rule.name()));
      budget = -1;
      return;
    }
    if (frame.cost() > budget) {
      overBudget(at, type);
      return;
    }
    budget -= frame.cost();
    if (result instanceof Failure failure) {
      errors.add(FieldError.invalid(at, type, describe(failure, rule)));
    } else if (!Boolean.TRUE.equals(result)) {
      broken(compiled, path, shown, self, oldSelf, position);
    }
  }

  private static String describe(Failure failure, Rule rule) {
    return failure.message().startsWith("no such overload")
        ? "'"
            + failure.message()
            + "': call arguments did not match a supported operator, function or macro signature"
            + " for rule: "
            + rule.name()
        : failure.message() + " evaluating rule: " + rule.name();
  }

  private void broken(
      CompiledRule compiled,
      String path,
      JsonNode shown,
      Object self,
      Object oldSelf,
      Position position) {
    String at = path;
    if (!compiled.fieldPath().isEmpty()) {
      at = path.isEmpty() ? compiled.fieldPath() : path + "." + compiled.fieldPath();
    } else if (path.isEmpty()) {
      at = "<nil>";
    }
    boolean ratcheted = !compiled.usesOldSelf() && position.isUnchanged();
    String detail = compiled.rule().failure();
    if (compiled.message() != null) {
      Frame frame = new Frame(self, oldSelf, CALL_LIMIT);
      String tooExpensive = null;
      Object message = null;
      try {
        message = compiled.message().evaluate(frame);
      } catch (TooExpensiveException e) {
        tooExpensive =
            "no further validation rules will be run due to call cost exceeds limit for"
                + " messageExpression: "
                + FormatString.quoted(compiled.rule().messageExpression());
      }
      if (frame.cost() > budget) {
        tooExpensive =
            "messageExpression evaluation failed due to running out of cost budget, no further"
                + " validation rules will be run";
      }
      if (tooExpensive != null) {
        budget = -1;
        (ratcheted ? forgiven : errors).add(FieldError.invalid(at, shown, tooExpensive));
        return;
      }
      budget -= frame.cost();
      detail = usable(message) ? ((String) message).strip() : detail;
    }
    (ratcheted ? forgiven : errors).add(compiled.rule().error(at, shown, detail));
  }

  private static boolean usable(Object message) {
    if (!(message instanceof String text)) {
      return false;
    }
    String stripped = text.strip();
    return !stripped.isEmpty()
        && !stripped.contains("\n")
        && stripped.getBytes(StandardCharsets.UTF_8).length <= MAX_MESSAGE_BYTES;
  }
}
