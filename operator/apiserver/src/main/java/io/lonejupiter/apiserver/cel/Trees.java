package io.lonejupiter.apiserver.cel;

import dev.cel.common.ast.CelExpr;
import java.util.function.Consumer;

/** Walks expressions. */
final class Trees {
  private Trees() {}

  /** Visits a node before those within it, in the order of the text. */
  static void visit(CelExpr node, Consumer<CelExpr> visitor) {
    visitor.accept(node);
    switch (node.getKind()) {
      case SELECT -> visit(node.select().operand(), visitor);
      case CALL -> {
        node.call().target().ifPresent(target -> visit(target, visitor));
        node.call().args().forEach(argument -> visit(argument, visitor));
      }
      case LIST -> node.list().elements().forEach(element -> visit(element, visitor));
      case MAP ->
          node.map()
              .entries()
              .forEach(
                  entry -> {
                    visit(entry.key(), visitor);
                    visit(entry.value(), visitor);
                  });
      case STRUCT -> node.struct().entries().forEach(entry -> visit(entry.value(), visitor));
      case COMPREHENSION -> {
        CelExpr.CelComprehension fold = node.comprehension();
        visit(fold.iterRange(), visitor);
        visit(fold.accuInit(), visitor);
        visit(fold.loopCondition(), visitor);
        visit(fold.loopStep(), visitor);
        visit(fold.result(), visitor);
      }
      default -> {}
    }
  }
}
