package io.lonejupiter.apiserver.resource;

import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.status.ApiException;
import java.util.List;
import java.util.Map;

/**
 * One kind in one served version: what requests to it need to know.
 *
 * @param group empty for the core group
 * @param storedAs the {@code <group or core>/<plural>} under which all versions are kept
 * @param schema of the whole object, metadata included
 * @param schemas those of all served versions, by their apiVersion
 * @param scale null when there is no scale subresource
 * @param selectableFields paths of fields that a field selector may name, besides name and
 *     namespace
 * @param conversion between the stored and this version
 * @param deprecation what clients of this version are warned of; empty when it is not deprecated
 * @param terminating the definition is being deleted, and nothing new can be made
 */
public record ResourceType(
    String group,
    String version,
    Naming naming,
    boolean namespaced,
    String storedAs,
    Origin origin,
    Schema schema,
    Map<String, Schema> schemas,
    boolean hasStatus,
    ScalePaths scale,
    List<Column> columns,
    List<String> selectableFields,
    Conversion conversion,
    String deprecation,
    boolean terminating) {

  /** Where a kind comes from; the rules for writing differ a little. */
  public enum Origin {
    /** From a CustomResourceDefinition. */
    CUSTOM,
    /** One of the kinds every Kubernetes has. */
    BUILT_IN,
    /** The kind of definitions itself. */
    DEFINITION,
    /** One that every Kubernetes has and that there is none of here; it can be read only. */
    ABSENT,
    /** Computed from another kind and never stored: it is read, and deleted with its source. */
    DERIVED
  }

  /** The names of a kind. */
  public record Naming(
      String kind,
      String listKind,
      String plural,
      String singular,
      List<String> shortNames,
      List<String> categories) {}

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The version that objects are kept in. */
  public String storedVersion() {
    String apiVersion = conversion.storedVersion();
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  public String kind() {
    return naming.kind();
  }

  public String plural() {
    return naming.plural();
  }

  public boolean isCustom() {
    return origin == Origin.CUSTOM;
  }

  public boolean isDefinition() {
    return origin == Origin.DEFINITION;
  }

  /** Whether a change of what is wanted is counted. */
  public boolean hasGeneration() {
    return origin == Origin.CUSTOM || origin == Origin.DEFINITION;
  }

  public boolean isNamespace() {
    return group.isEmpty() && plural().equals("namespaces");
  }

  /** For errors that name the resource. */
  public ApiException.Subject subject(String name) {
    return new ApiException.Subject(group, plural(), name);
  }

  /** For errors that name the kind. */
  public ApiException.Subject kindSubject(String name) {
    return new ApiException.Subject(group, kind(), name);
  }
}
