package io.lonejupiter.apiserver.cel;

import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with constants that a function will read: times, expressions, formats. */
final class LiteralChecks {
  private final Expression expression;
  private final CelSource source;
  private final List<CelIssue> issues = new ArrayList<>();
  private final Set<Long> formatted = new HashSet<>();

  private LiteralChecks(Expression expression, CelSource source) {
    this.expression = expression;
    this.source = source;
  }

  static List<CelIssue> check(Expression expression, CelSource source) {
    LiteralChecks checks = new LiteralChecks(expression, source);
    Trees.visit(expression.tree().getExpr(), checks::node);
    checks.issues.sort(Comparator.comparing(CelIssue::getSourceLocation));
    return checks.issues;
  }

  private void node(CelExpr node) {
    switch (node.getKind()) {
      case CALL -> call(node, node.call());
      case LIST -> list(node);
      case MAP -> map(node.map());
      default -> {}
    }
  }

  /** The items of a literal must be of one type, except for those that are only formatted. */
  private void list(CelExpr node) {
    if (formatted.contains(node.id())) {
      return;
    }
    CelType wanted = null;
    List<CelExpr> elements = node.list().elements();
    for (int i = 0; i < elements.size(); i++) {
      CelType type = expression.typeOf(elements.get(i));
      if (node.list().optionalIndices().contains(i)) {
        type = type.parameters().get(0);
      }
      if (wanted != null && !wanted.equals(type)) {
        mismatch(elements.get(i), wanted, type);
        return;
      }
      wanted = type;
    }
  }

  private void map(CelExpr.CelMap map) {
    CelType wantedKey = null;
    CelType wantedValue = null;
    for (CelExpr.CelMap.Entry entry : map.entries()) {
      CelType key = expression.typeOf(entry.key());
      CelType value = expression.typeOf(entry.value());
      if (entry.optionalEntry()) {
        value = value.parameters().get(0);
      }
      if (wantedKey != null && !wantedKey.equals(key)) {
        mismatch(entry.key(), wantedKey, key);
        return;
      }
      if (wantedValue != null && !wantedValue.equals(value)) {
        mismatch(entry.value(), wantedValue, value);
        return;
      }
      wantedKey = key;
      wantedValue = value;
    }
  }

  private void mismatch(CelExpr node, CelType wanted, CelType type) {
    report(
        node,
        "expected type '"
            + CelTypes.format(wanted)
            + "' but found '"
            + CelTypes.format(type)
            + "'");
  }

  private void call(CelExpr node, CelCall call) {
    if (call.target().isEmpty() && call.args().size() == 1) {
      String text = text(call.args().get(0));
      if (call.function().equals("duration") && text != null && Text.duration(text) == null
          || call.function().equals("timestamp") && text != null && Text.time(text) == null) {
        report(call.args().get(0), "invalid " + call.function() + " argument");
      }
    }
    if (call.function().equals("matches")) {
      CelExpr pattern = call.args().get(call.args().size() - 1);
      if (text(pattern) != null && !isPattern(text(pattern))) {
        report(pattern, "invalid matches argument");
      }
    }
    if (call.function().equals("format") && call.target().isPresent()) {
      format(node, call);
    }
  }

  private void format(CelExpr node, CelCall call) {
    String text = text(call.target().get());
    CelExpr list = call.args().get(0);
    formatted.add(list.id());
    if (text == null || list.getKind() != CelExpr.ExprKind.Kind.LIST) {
      return;
    }
    List<CelExpr> arguments = list.list().elements();
    FormatString.Check check =
        FormatString.check(
            text,
            arguments.size(),
            (clause, index) -> {
              CelExpr argument = arguments.get(index);
              return FormatString.refusal(clause, expression.typeOf(argument).name());
            });
    if (check.message() != null) {
      CelExpr at = check.argument() < 0 ? node : arguments.get(check.argument());
      report(at, check.message());
    } else if (arguments.size() > check.used()) {
      report(
          node,
          "too many arguments supplied to string.format (expected "
              + check.used()
              + ", got "
              + arguments.size()
              + ")");
    }
  }

  private static boolean isPattern(String text) {
    try {
      com.google.re2j.Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static String text(CelExpr node) {
    return node.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && node.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? node.constant().stringValue()
        : null;
  }

  private void report(CelExpr node, String message) {
    Integer offset = source.getPositionsMap().get(node.id());
    Optional<CelSourceLocation> location =
        offset == null ? Optional.empty() : source.getOffsetLocation(offset);
    issues.add(CelIssue.formatError(location.orElse(CelSourceLocation.NONE), message));
  }
}
