package io.lonejupiter.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.List;

/** An expression that was parsed and whose types are right. */
record Expression(CelAbstractSyntaxTree tree) {

  CelType typeOf(CelExpr node) {
    return tree.getType(node.id()).orElse(SimpleType.DYN);
  }

  /** The overloads a call may mean; empty for what is no call. */
  List<String> overloads(CelExpr call) {
    return tree.getReference(call.id()).<List<String>>map(r -> r.overloadIds()).orElse(List.of());
  }

  boolean mentions(String variable) {
    return tree.getReferenceMap().values().stream().anyMatch(r -> r.name().equals(variable));
  }
}
