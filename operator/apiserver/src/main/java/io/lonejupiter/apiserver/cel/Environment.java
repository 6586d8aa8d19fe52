package io.lonejupiter.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.TypeType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelComprehensionsExtensions;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelStandardMacro;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compiles the expressions at one node of a schema. */
final class Environment {
  static final String SELF = "self";
  static final String OLD_SELF = "oldSelf";

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableOptionalSyntax(true)
          .enableHiddenAccumulatorVar(true)
          .enableHeterogeneousNumericComparisons(true)
          .populateMacroCalls(false)
          .build();
  private static final List<CelFunctionDecl> FUNCTIONS = Libraries.declarations();

  private final DeclType self;
  private final boolean optionalOldSelf;
  private CelCompiler compiler;

  /**
   * @param optionalOldSelf {@code oldSelf} is an optional of the type
   */
  Environment(DeclType self, boolean optionalOldSelf) {
    this.self = self;
    this.optionalOldSelf = optionalOldSelf;
  }

  /** Says in the words of Kubernetes why an expression cannot be used. */
  static final class CompileException extends Exception {
    private static final long serialVersionUID = 1;

    CompileException(String message) {
      super(message);
    }
  }

  /**
   * @throws CompileException the text is no expression, or its types do not fit
   */
  Expression compile(String text) throws CompileException {
    if (compiler == null) {
      compiler = compiler();
    }
    CelValidationResult result = compiler.compile(text);
    if (result.hasError()) {
      throw new CompileException(describe(result.getErrors(), result.getSource()));
    }
    try {
      Expression expression = new Expression(result.getAst());
      List<CelIssue> issues = LiteralChecks.check(expression, result.getSource());
      if (!issues.isEmpty()) {
        throw new CompileException(describe(issues, result.getSource()));
      }
      return expression;
    } catch (CelValidationException e) {
      throw new CompileException(describe(e.getErrors(), e.getSource()));
    }
  }

  /** The library's words, where they differ, made those of Kubernetes. */
  private static String describe(List<CelIssue> issues, CelSource source) {
    List<String> lines = new ArrayList<>();
    for (CelIssue issue : issues) {
      String message = issue.getMessage().replaceFirst(" \\(candidates: .*\\)$", "");
      boolean isSyntax =
          message.matches("(?s)(mismatched|extraneous|missing|no viable|token recognition) .*");
      CelSourceLocation at = issue.getSourceLocation();
      if (message.equals("invalid argument to has() macro")) {
        at = CelSourceLocation.of(at.getLine(), at.getColumn() + 1);
      }
      CelIssue ours = CelIssue.formatError(at, isSyntax ? "Syntax error: " + message : message);
      lines.add(ours.toDisplayString(source));
    }
    return String.join("\n", lines);
  }

  private CelCompiler compiler() {
    CelType type = self.type();
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addMacros(comprehensions())
        .addMacros(sortBy())
        .addLibraries(CelExtensions.optional())
        .addFunctionDeclarations(FUNCTIONS)
        .setTypeProvider(new Types(self))
        .addVar(SELF, type)
        .addVar(OLD_SELF, optionalOldSelf ? OptionalType.create(type) : type)
        .addVar("net.IP", TypeType.create(Libraries.IP))
        .addVar("net.CIDR", TypeType.create(Libraries.CIDR))
        .build();
  }

  private static Set<CelMacro> comprehensions() {
    CelComprehensionsExtensions extensions = CelExtensions.comprehensions();
    return extensions.macros();
  }

  /** {@code list.sortBy(x, key)}: the keys are computed once, then both are sorted. */
  private static CelMacro sortBy() {
    return CelMacro.newReceiverMacro(
        "sortBy",
        2,
        (factory, target, arguments) -> {
          CelExpr input = factory.newIdentifier("@__sortBy_input__");
          CelExpr keys =
              CelStandardMacro.MAP
                  .getDefinition()
                  .getExpander()
                  .expandMacro(factory, input, arguments)
                  .orElseThrow();
          return Optional.of(
              factory.fold(
                  "#unused",
                  factory.newList(),
                  "@__sortBy_input__",
                  target,
                  factory.newBoolLiteral(false),
                  factory.newIdentifier("@__sortBy_input__"),
                  factory.newReceiverCall(
                      "@sortByAssociatedKeys", factory.newIdentifier("@__sortBy_input__"), keys)));
        });
  }

  /** The object types below {@code self}, found by name. */
  private static final class Types implements CelTypeProvider {
    private final Map<String, CelType> types = new HashMap<>();

    Types(DeclType self) {
      Map<String, DeclType> declared = new HashMap<>();
      self.collect(declared);
      declared.forEach(
          (name, type) ->
              types.put(
                  name,
                  StructType.create(
                      name,
                      ImmutableSet.copyOf(type.fields().keySet()),
                      field -> Optional.ofNullable(type.fields().get(field)).map(DeclType::type))));
    }

    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableList.copyOf(types.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(types.get(name));
    }
  }
}
