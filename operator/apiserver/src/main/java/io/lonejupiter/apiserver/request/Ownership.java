package io.lonejupiter.apiserver.request;

import io.lonejupiter.apiserver.apply.FieldOwnership;
import io.lonejupiter.apiserver.apply.FieldSet;
import io.lonejupiter.apiserver.resource.ResourceType;

/** Who can own which fields through which path of a kind. Pure. */
final class Ownership {
  private Ownership() {}

  static FieldOwnership of(ResourceType type, Subresource subresource, Moment moment) {
    FieldSet reset =
        switch (subresource) {
          case NONE -> type.hasStatus() ? FieldSet.ofFields("status") : FieldSet.EMPTY;
          case STATUS ->
              type.isCustom()
                  ? FieldSet.ofFields("spec").union(FieldSet.ofFields("metadata"))
                  : FieldSet.ofFields("spec");
          case SCALE, FINALIZE -> FieldSet.EMPTY;
        };
    return new FieldOwnership(
        new FieldOwnership.Scope(
            type.schema(),
            type.apiVersion(),
            type.kind(),
            subresource.path(),
            reset,
            type.schemas()::get),
        moment.timestamp());
  }
}
