package io.lonejupiter.apiserver.cel;

import com.google.re2j.PatternSyntaxException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.TypeType;
import io.lonejupiter.apiserver.cel.Values.Bytes;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.Null;
import io.lonejupiter.apiserver.cel.Values.Uint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An expression made ready to be evaluated many times. What Kubernetes computes beforehand
 * (constant lists and maps, conversions of constants) is computed here, and then costs nothing.
 */
final class Program {
  private static final Set<String> CONVERSIONS =
      Set.of(
          "bool",
          "bytes",
          "double",
          "duration",
          "dyn",
          "int",
          "string",
          "timestamp",
          "type",
          "uint");

  private final Expression expression;
  private final Step root;

  private Program(Expression expression) throws InstantiationException {
    this.expression = expression;
    this.root = step(expression.tree().getExpr());
  }

  /** What was computed beforehand failed. */
  static final class InstantiationException extends Exception {
    private static final long serialVersionUID = 1;

    InstantiationException(String message) {
      super(message);
    }
  }

  /**
   * @throws InstantiationException a constant cannot be converted, or is no regular expression
   */
  static Program of(Expression expression) throws InstantiationException {
    return new Program(expression);
  }

  Object evaluate(Frame frame) {
    return root.evaluate(frame);
  }

  private Step step(CelExpr node) throws InstantiationException {
    return switch (node.getKind()) {
      case CONSTANT -> new Step.Constant(constant(node.constant()));
      case IDENT -> identifier(node);
      case SELECT -> select(node);
      case CALL -> call(node);
      case LIST -> list(node.list());
      case MAP -> map(node.map());
      case COMPREHENSION -> fold(node.comprehension());
      default -> throw new InstantiationException("unsupported expression");
    };
  }

  private static Object constant(CelConstant constant) {
    return switch (constant.getKind()) {
      case NULL_VALUE -> Null.VALUE;
      case BOOLEAN_VALUE -> constant.booleanValue();
      case INT64_VALUE -> constant.int64Value();
      case UINT64_VALUE -> new Uint(constant.uint64Value().longValue());
      case DOUBLE_VALUE -> constant.doubleValue();
      case BYTES_VALUE -> new Bytes(constant.bytesValue().toByteArray());
      default -> constant.stringValue();
    };
  }

  private Step identifier(CelExpr node) {
    String name = referenced(node);
    CelType type = expression.typeOf(node);
    return type instanceof TypeType && !name.equals(Environment.SELF)
        ? typeOrVariable(node, (TypeType) type)
        : new Step.Variable(name);
  }

  private String referenced(CelExpr node) {
    String given = node.getKind() == CelExpr.ExprKind.Kind.IDENT ? node.ident().name() : "";
    return expression
        .tree()
        .getReference(node.id())
        .map(reference -> reference.name().isEmpty() ? given : reference.name())
        .orElse(given);
  }

  private Step typeOrVariable(CelExpr node, TypeType type) {
    String name = referenced(node);
    return name.equals(type.type().name()) || type.type().kind() != CelKind.TYPE_PARAM
        ? new Step.Constant(new Values.Type(typeName(type.type())))
        : new Step.Variable(name);
  }

  private static String typeName(CelType type) {
    return switch (type.kind()) {
      case TIMESTAMP -> "google.protobuf.Timestamp";
      case DURATION -> "google.protobuf.Duration";
      case LIST -> "list";
      case MAP -> "map";
      case TYPE -> "type";
      default -> type.name();
    };
  }

  private Step select(CelExpr node) throws InstantiationException {
    CelExpr.CelSelect select = node.select();
    if (expression.tree().getReference(node.id()).filter(r -> !r.name().isEmpty()).isPresent()) {
      return identifier(node);
    }
    Step.Path of = path(select.operand());
    return select.testOnly()
        ? new Step.Has(of, select.field())
        : new Step.Select(of, select.field(), false);
  }

  private Step.Path path(CelExpr node) throws InstantiationException {
    Step step = step(node);
    return step instanceof Step.Path path && !(step instanceof Step.Has)
        ? path
        : new Step.Result(step);
  }

  private Step call(CelExpr node) throws InstantiationException {
    CelCall call = node.call();
    List<CelExpr> arguments = new ArrayList<>();
    call.target().filter(target -> !isNamespace(target)).ifPresent(arguments::add);
    arguments.addAll(call.args());
    return switch (call.function()) {
      case "_&&_" -> new Step.Logic(false, step(arguments.get(0)), step(arguments.get(1)));
      case "_||_" -> new Step.Logic(true, step(arguments.get(0)), step(arguments.get(1)));
      case "_?_:_" ->
          new Step.Conditional(
              step(arguments.get(0)), step(arguments.get(1)), step(arguments.get(2)));
      case "_[_]" -> new Step.Index(path(arguments.get(0)), step(arguments.get(1)), false);
      case "_[?_]" -> new Step.Index(path(arguments.get(0)), step(arguments.get(1)), true);
      case "_?._" ->
          new Step.Select(path(arguments.get(0)), arguments.get(1).constant().stringValue(), true);
      default -> function(node, arguments);
    };
  }

  private boolean isNamespace(CelExpr target) {
    return expression.tree().getType(target.id()).isEmpty();
  }

  private Step function(CelExpr node, List<CelExpr> arguments) throws InstantiationException {
    CelCall call = node.call();
    String name = name(call);
    List<String> overloads = expression.overloads(node);
    String overload =
        name.equals("_==_")
            ? "equals"
            : name.equals("_!=_") ? "not_equals" : overloads.size() == 1 ? overloads.get(0) : "";
    Functions.Function function = Functions.named(name);
    if (function == null) {
      throw new InstantiationException("no such overload: " + name);
    }
    List<Step> steps = new ArrayList<>();
    for (CelExpr argument : arguments) {
      steps.add(step(argument));
    }
    if (name.equals("@in")
        && steps.get(1) instanceof Step.Constant list
        && list.value() instanceof Values.Items items
        && isSet(items)) {
      return items.size() == 0
          ? new Step.Constant(false)
          : new Step.Member(steps.get(0), items.items());
    }
    if (CONVERSIONS.contains(name)
        && steps.size() == 1
        && steps.get(0) instanceof Step.Constant constant) {
      Object converted = function.call(new Object[] {constant.value()});
      if (converted == null) {
        throw new InstantiationException(
            "no such overload: " + name + "(" + Values.typeName(constant.value()) + ")");
      }
      if (converted instanceof Failure failure) {
        throw new InstantiationException(failure.message());
      }
      return new Step.Constant(converted);
    }
    checkPattern(name, steps);
    return new Step.Call(name, overload, function, steps);
  }

  private String name(CelCall call) {
    return call.target()
        .filter(this::isNamespace)
        .map(target -> qualified(target) + "." + call.function())
        .orElse(call.function());
  }

  private static String qualified(CelExpr target) {
    return target.getKind() == CelExpr.ExprKind.Kind.SELECT
        ? qualified(target.select().operand()) + "." + target.select().field()
        : target.ident().name();
  }

  private static boolean isSet(Values.Items items) {
    return items.items().stream()
        .allMatch(
            item ->
                item instanceof String
                    || item instanceof Boolean
                    || item == Null.VALUE
                    || Values.isNumber(item));
  }

  private static void checkPattern(String name, List<Step> steps) throws InstantiationException {
    if (Set.of("find", "findAll", "matches").contains(name)
        && steps.get(1) instanceof Step.Constant pattern) {
      try {
        com.google.re2j.Pattern.compile((String) pattern.value());
      } catch (PatternSyntaxException e) {
        throw new InstantiationException(e.getMessage());
      }
    }
  }

  private Step list(CelExpr.CelList list) throws InstantiationException {
    List<Step> items = new ArrayList<>();
    for (CelExpr element : list.elements()) {
      items.add(step(element));
    }
    boolean constant = items.stream().allMatch(Step.Constant.class::isInstance);
    if (constant && list.optionalIndices().isEmpty()) {
      return new Step.Constant(
          Values.list(items.stream().map(item -> ((Step.Constant) item).value()).toList()));
    }
    return new Step.MakeList(items, list.optionalIndices());
  }

  private Step map(CelExpr.CelMap map) throws InstantiationException {
    List<Step.Entry> entries = new ArrayList<>();
    boolean constant = true;
    for (CelExpr.CelMap.Entry entry : map.entries()) {
      Step key = step(entry.key());
      Step value = step(entry.value());
      constant &=
          key instanceof Step.Constant && value instanceof Step.Constant && !entry.optionalEntry();
      entries.add(new Step.Entry(key, value, entry.optionalEntry()));
    }
    Step.MakeMap made = new Step.MakeMap(entries);
    return constant
        ? new Step.Constant(made.evaluate(new Frame(null, null, Long.MAX_VALUE)))
        : made;
  }

  private Step fold(CelExpr.CelComprehension fold) throws InstantiationException {
    return new Step.Fold(
        step(fold.iterRange()),
        fold.iterVar(),
        fold.iterVar2(),
        fold.accuVar(),
        step(fold.accuInit()),
        step(fold.loopCondition()),
        step(fold.loopStep()),
        step(fold.result()));
  }
}
