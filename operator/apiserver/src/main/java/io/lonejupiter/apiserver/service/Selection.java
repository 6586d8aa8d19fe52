package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.resource.FieldSelector;
import io.lonejupiter.apiserver.resource.LabelSelector;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.storage.Entry;
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
        LabelSelector.parse(labelSelector)
            .and(FieldSelector.parse(fieldSelector, type.selectableFields()));
    return new Selection(
        type, namespace, matches, labelSelector.isBlank() && fieldSelector.isBlank());
  }

  /** Whether an entry of any kind is selected; null is not. */
  public boolean selects(Entry entry) {
    return entry != null
        && covers(entry.address())
        && (everything || matches.test(type.conversion().toServed(entry.object())));
  }

  /** Whether the address may hold selected objects. */
  public boolean covers(Entry.Address address) {
    return address.collection().equals(type.storedAs())
        && (namespace.isEmpty() || namespace.equals(address.namespace()));
  }
}
