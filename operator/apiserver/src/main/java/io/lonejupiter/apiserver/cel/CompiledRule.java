package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Environment.CompileException;
import io.lonejupiter.apiserver.cel.Program.InstantiationException;
import io.lonejupiter.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule ready to run, or why it is not.
 *
 * @param program null when the rule is empty or wrong
 * @param problem null when it is right
 * @param message of the messageExpression; null when there is none or it is wrong
 * @param messageProblem null when it is right
 * @param usesOldSelf it compares with the value before
 * @param maxCost of one evaluation
 * @param maxMessageCost of the messageExpression
 * @param fieldPath where the error is shown, below the value; may be empty
 */
record CompiledRule(
    Rule rule,
    Program program,
    String problem,
    Program message,
    String messageProblem,
    boolean usesOldSelf,
    long maxCost,
    long maxMessageCost,
    String fieldPath) {

  /** Compiles all rules at one node of a schema. */
  static List<CompiledRule> all(List<Rule> rules, DeclType self, Schema schema) {
    Environment plain = new Environment(self, false);
    Environment optional = new Environment(self, true);
    List<CompiledRule> compiled = new ArrayList<>();
    for (Rule rule : rules) {
      Environment environment = rule.hasOptionalOldSelf() ? optional : plain;
      compiled.add(
          new Compilation(rule, environment, self).compile(FieldPath.of(rule.fieldPath(), schema)));
    }
    return compiled;
  }

  /** Of one rule. */
  private static final class Compilation {
    private final Rule rule;
    private final Environment environment;
    private final DeclType self;
    private Program program;
    private String problem;
    private Program message;
    private String messageProblem;
    private boolean usesOldSelf;
    private long maxCost;
    private long maxMessageCost;

    Compilation(Rule rule, Environment environment, DeclType self) {
      this.rule = rule;
      this.environment = environment;
      this.self = self;
    }

    CompiledRule compile(String fieldPath) {
      if (!rule.rule().isBlank()) {
        rule();
      }
      if (program != null && !rule.messageExpression().isBlank()) {
        message();
      }
      return new CompiledRule(
          rule,
          program,
          problem,
          message,
          messageProblem,
          usesOldSelf,
          maxCost,
          maxMessageCost,
          fieldPath == null ? "" : fieldPath);
    }

    private void rule() {
      try {
        Expression expression = environment.compile(rule.rule());
        if (!expression.tree().getResultType().name().equals("bool")) {
          problem = "cel expression must evaluate to a bool";
          return;
        }
        usesOldSelf = expression.mentions(Environment.OLD_SELF);
        program = Program.of(expression);
        maxCost = CostEstimate.of(expression, self);
      } catch (CompileException e) {
        problem = "compilation failed: " + e.getMessage();
      } catch (InstantiationException e) {
        problem = "program instantiation failed: " + e.getMessage();
      }
    }

    private void message() {
      try {
        Expression expression = environment.compile(rule.messageExpression());
        if (!expression.tree().getResultType().name().equals("string")) {
          messageProblem = "messageExpression must evaluate to a string";
          return;
        }
        message = Program.of(expression);
        maxMessageCost = CostEstimate.of(expression, self);
      } catch (CompileException e) {
        messageProblem = "messageExpression compilation failed: " + e.getMessage();
      } catch (InstantiationException e) {
        messageProblem = "messageExpression instantiation failed: " + e.getMessage();
      }
    }
  }
}
