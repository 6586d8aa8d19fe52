package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.text.GoText;

/**
 * Who owns fields: the identity of an entry of {@code metadata.managedFields}.
 *
 * @param operation {@code Apply} or {@code Update}
 * @param apiVersion the version an updater wrote in; empty for appliers
 * @param subresource empty for the object itself
 */
public record Manager(String name, String operation, String apiVersion, String subresource) {
  public static final String APPLY = "Apply";
  public static final String UPDATE = "Update";

  public static Manager applier(String name, String subresource) {
    return new Manager(name, APPLY, "", subresource);
  }

  public static Manager updater(String name, String apiVersion, String subresource) {
    return new Manager(name, UPDATE, apiVersion, subresource);
  }

  boolean applies() {
    return operation.equals(APPLY);
  }

  /** As it stands in a conflict. */
  String shown() {
    String text = GoText.quoted(name);
    if (!subresource.isEmpty()) {
      text += " with subresource " + GoText.quoted(subresource);
    }
    if (operation.equals(UPDATE)) {
      text += " using " + apiVersion;
    }
    return text;
  }

  /** What managers are sorted by where nothing else tells them apart. */
  String sortKey() {
    ObjectNode key = Json.object().put("manager", name).put("operation", operation);
    if (!apiVersion.isEmpty()) {
      key.put("apiVersion", apiVersion);
    }
    if (!subresource.isEmpty()) {
      key.put("subresource", subresource);
    }
    return key.toString();
  }
}
