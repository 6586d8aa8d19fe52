package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.resource.FieldSelector;
import io.lonejupiter.apiserver.resource.LabelSelector;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.Tree;
import java.util.function.Predicate;

/**
 * Which objects a list, watch or deletecollection is about.
 *
 * @param namespace empty for all
 * @param matches on the served form
 * @param everything no selector narrows it down
 */
public record Selection(
    ResourceType type, String namespace, Predicate<JsonNode> matches, boolean everything) {

  public static Selection of(
      ResourceType type, String namespace, String labelSelector, String fieldSelector) {
    Predicate<JsonNode> matches =
        LabelSelector.parse(labelSelector).and(FieldSelector.parse(fieldSelector, type));
    return new Selection(
        type, namespace, matches, labelSelector.isBlank() && fieldSelector.isBlank());
  }

  /**
   * @throws ApiException 400 when one of them is not a selector, whatever fields there are
   */
  public static void check(String labelSelector, String fieldSelector) {
    LabelSelector.parse(labelSelector);
    FieldSelector.check(fieldSelector);
  }

  /** Whether an entry of any kind is selected; null is not. */
  public boolean selects(Entry entry) {
    return entry != null
        && covers(entry.address())
        && (everything || matches.test(ObjectService.served(type, entry)));
  }

  /** What the positions of all that may be selected begin with; see {@link Entry.Address#local}. */
  public String prefix() {
    return type.namespaced() && namespace.isEmpty() ? "" : Entry.Address.prefix(namespace);
  }

  /** How many objects there are before selectors are applied; they stand side by side. */
  public int size(Tree objects) {
    String prefix = prefix();
    return prefix.isEmpty()
        ? objects.size()
        : objects.rank(Lists.behind(prefix)) - objects.rank(prefix);
  }

  /** Whether the address may hold selected objects. */
  public boolean covers(Entry.Address address) {
    return address.collection().equals(type.storedAs())
        && (namespace.isEmpty() || namespace.equals(address.namespace()));
  }
}
