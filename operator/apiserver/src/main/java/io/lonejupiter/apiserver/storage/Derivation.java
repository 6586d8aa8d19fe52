package io.lonejupiter.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * A collection whose objects are computed from those of another, one from one with the same
 * namespace and name. They are in the image like all others, with the version of the change that
 * made them, and never in the store.
 *
 * @param from collection that is computed from
 * @param to collection that is computed
 * @param object pure and quick; answers null when there is nothing to compute
 */
public record Derivation(String from, String to, UnaryOperator<ObjectNode> object) {
  boolean isOf(Entry.Address source) {
    return from.equals(source.collection());
  }
}
