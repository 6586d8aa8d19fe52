package io.lonejupiter.apiserver.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Everything that is wrong with a definition, in the words and the order of Kubernetes. Pure. */
public final class DefinitionRules {
  private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final int MAX_LABEL = 63;
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final String LABEL_WORDS =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
          + " 'abc-123', regex used for validation is '"
          + LABEL.pattern()
          + "')";
  private static final String SUBDOMAIN_WORDS =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
          + " regex used for validation is '"
          + SUBDOMAIN.pattern()
          + "')";

  private final JsonNode before;
  private final JsonNode definition;
  private final InternalSpec spec;
  private final List<FieldError> errors = new ArrayList<>();

  private DefinitionRules(JsonNode before, JsonNode definition) {
    this.before = before;
    this.definition = definition;
    this.spec = InternalSpec.of(definition.path("spec"));
  }

  /**
   * Checks a definition.
   *
   * @param before null for a new one
   */
  public static List<FieldError> check(JsonNode before, JsonNode definition) {
    DefinitionRules rules = new DefinitionRules(before, definition);
    rules.all();
    return rules.errors;
  }

  /** Checks what a write of the status alone can change. */
  public static List<FieldError> checkStatus(JsonNode definition) {
    DefinitionRules rules = new DefinitionRules(null, definition);
    rules.names("status.acceptedNames", definition.at("/status/acceptedNames"));
    return rules.errors;
  }

  private void all() {
    JsonNode written = spec.spec();
    String plural = written.path("names").path("plural").asText("");
    String group = written.path("group").asText("");
    String name = Metadata.name(definition);
    String prefix = Metadata.text(definition, "generateName");
    if (before == null && !prefix.isEmpty() && !prefix.equals(plural + "." + group)) {
      errors.add(
          FieldError.invalid(
              "metadata.generateName", prefix, "must be spec.names.plural+\".\"+spec.group"));
    }
    if (before == null && !name.equals(plural + "." + group)) {
      errors.add(
          FieldError.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
    }
    group(group);
    scope(written.path("scope"));
    for (int i = 0; i < spec.versions().size(); i++) {
      if (!schemaOf(spec.versions().get(i)).isObject()) {
        String at = "spec.versions[" + i + "].schema.openAPIV3Schema";
        errors.add(FieldError.required(at, ""));
      }
    }
    versions();
    for (String field : List.of("plural", "singular", "kind", "listKind")) {
      if (written.path("names").path(field).asText("").isEmpty()) {
        errors.add(FieldError.required("spec.names." + field, ""));
      }
    }
    names("spec.names", written.path("names"));
    schema("spec.validation.openAPIV3Schema", spec.validation(), spec.anyHasStatus());
    VersionRules.subresources("spec.subresources", spec.subresources(), errors);
    VersionRules.columns("spec.additionalPrinterColumns", spec.columns(), errors);
    VersionRules.selectable(
        "spec.selectableFields",
        spec.selectable(),
        spec.validation().path("openAPIV3Schema"),
        errors);
    conversion(written.path("conversion"));
    immutable(written);
    names("status.acceptedNames", definition.at("/status/acceptedNames"));
    storedVersions();
    errors.addAll(ApiApproval.check(before, definition));
    if (written.path("preserveUnknownFields").asBoolean()
        && (before == null || !before.at("/spec/preserveUnknownFields").asBoolean())) {
      errors.add(
          FieldError.invalid(
              "spec.preserveUnknownFields",
              written.get("preserveUnknownFields"),
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead"));
    }
  }

  private JsonNode schemaOf(ObjectNode version) {
    JsonNode own = version.path("schema").path("openAPIV3Schema");
    return own.isMissingNode() ? spec.validation().path("openAPIV3Schema") : own;
  }

  private void group(String group) {
    if (group.isEmpty()) {
      errors.add(FieldError.required("spec.group", ""));
    } else if (!SUBDOMAIN.matcher(group).matches()) {
      errors.add(FieldError.invalid("spec.group", group, SUBDOMAIN_WORDS));
    } else if (!group.contains(".")) {
      errors.add(
          FieldError.invalid("spec.group", group, "should be a domain with at least one dot"));
    }
  }

  private void scope(JsonNode scope) {
    if (scope.asText("").isEmpty()) {
      errors.add(FieldError.required("spec.scope", ""));
    } else if (!scope.asText().equals("Cluster") && !scope.asText().equals("Namespaced")) {
      errors.add(FieldError.notSupported("spec.scope", scope, List.of("Cluster", "Namespaced")));
    }
  }

  private void versions() {
    Set<String> seen = new HashSet<>();
    boolean unique = true;
    int storage = 0;
    for (int i = 0; i < spec.versions().size(); i++) {
      ObjectNode version = spec.versions().get(i);
      String path = "spec.versions[" + i + "]";
      String name = version.path("name").asText("");
      storage += version.path("storage").asBoolean() ? 1 : 0;
      unique &= seen.add(name);
      label(path + ".name", name);
      VersionRules.deprecation(path, version, errors);
      schema(path + ".schema.openAPIV3Schema", version.path("schema"), spec.hasStatus(version));
      VersionRules.subresources(path + ".subresources", version.path("subresources"), errors);
      VersionRules.columns(
          path + ".additionalPrinterColumns", version.path("additionalPrinterColumns"), errors);
      VersionRules.selectable(
          path + ".selectableFields", version.path("selectableFields"), schemaOf(version), errors);
    }
    if (!unique) {
      errors.add(
          FieldError.invalidStruct(
              "spec.versions", GoForm.versions(spec), "must contain unique version names"));
    }
    if (storage != 1) {
      errors.add(
          FieldError.invalidStruct(
              "spec.versions",
              GoForm.versions(spec),
              "must have exactly one version marked as storage version"));
    }
    if (!spec.versions().isEmpty()) {
      label("spec.version", spec.versions().get(0).path("name").asText(""));
    }
  }

  private void label(String path, String text) {
    String mistake = mistake(text);
    if (!mistake.isEmpty()) {
      errors.add(FieldError.invalid(path, text, mistake));
    }
  }

  /** Why it is no label; empty if it is one. */
  private static String mistake(String text) {
    List<String> mistakes = new ArrayList<>();
    if (text.length() > MAX_LABEL) {
      mistakes.add("must be no more than " + MAX_LABEL + " characters");
    }
    if (!LABEL.matcher(text).matches()) {
      mistakes.add(LABEL_WORDS);
    }
    return String.join(",", mistakes);
  }

  private void names(String path, JsonNode names) {
    name(path, names, "plural");
    name(path, names, "singular");
    kind(path, names, "kind");
    kind(path, names, "listKind");
    labels(path + ".shortNames", names.path("shortNames"));
    String listKind = names.path("listKind").asText("");
    if (!listKind.isEmpty() && listKind.equals(names.path("kind").asText(""))) {
      errors.add(
          FieldError.invalid(
              path + ".listKind", listKind, "kind and listKind may not be the same"));
    }
    labels(path + ".categories", names.path("categories"));
  }

  private void name(String path, JsonNode names, String field) {
    String name = names.path(field).asText("");
    if (!name.isEmpty()) {
      label(path + "." + field, name);
    }
  }

  private void kind(String path, JsonNode names, String field) {
    String kind = names.path(field).asText("");
    String mistake = kind.isEmpty() ? "" : mistake(kind.toLowerCase(Locale.ROOT));
    if (!mistake.isEmpty()) {
      errors.add(
          FieldError.invalid(
              path + "." + field,
              kind,
              "may have mixed case, but should otherwise match: " + mistake));
    }
  }

  private void labels(String path, JsonNode names) {
    for (int i = 0; i < names.size(); i++) {
      label(path + "[" + i + "]", names.get(i).asText(""));
    }
  }

  private void schema(String path, JsonNode holder, boolean hasStatus) {
    JsonNode schema = holder.path("openAPIV3Schema");
    if (schema.isObject()) {
      errors.addAll(VersionRules.schema(path, schema, hasStatus));
    }
  }

  private void conversion(JsonNode conversion) {
    JsonNode strategy = conversion.path("strategy");
    switch (strategy.asText("")) {
      case "None" -> {
        forbidWebhook(conversion);
      }
      case "" -> errors.add(FieldError.required("spec.conversion.strategy", ""));
      case "Webhook" ->
          errors.add(
              FieldError.forbidden(
                  "spec.conversion.strategy",
                  "this API server calls no webhooks; versions may differ in what the strategy"
                      + " \"None\" keeps"));
      default -> {
        errors.add(
            FieldError.notSupported(
                "spec.conversion.strategy", strategy, List.of("None", "Webhook")));
        forbidWebhook(conversion);
      }
    }
  }

  private void forbidWebhook(JsonNode conversion) {
    String words = "should not be set when strategy is not set to Webhook";
    if (conversion.path("webhook").has("clientConfig")) {
      errors.add(FieldError.forbidden("spec.conversion.webhookClientConfig", words));
    }
    if (!conversion.path("webhook").path("conversionReviewVersions").isEmpty()) {
      errors.add(FieldError.forbidden("spec.conversion.conversionReviewVersions", words));
    }
  }

  private void immutable(JsonNode written) {
    if (before == null) {
      return;
    }
    if (DefinitionStatus.isEstablished(before)) {
      same("spec.scope", written.path("scope"), before.at("/spec/scope"));
      same("spec.names.kind", written.at("/names/kind"), before.at("/spec/names/kind"));
    }
    same("spec.group", written.path("group"), before.at("/spec/group"));
    same("spec.names.plural", written.at("/names/plural"), before.at("/spec/names/plural"));
  }

  private void same(String path, JsonNode now, JsonNode then) {
    if (!now.asText("").equals(then.asText(""))) {
      errors.add(FieldError.invalid(path, now.asText(""), "field is immutable"));
    }
  }

  private void storedVersions() {
    JsonNode stored = definition.at("/status/storedVersions");
    if (stored.isEmpty()) {
      errors.add(
          FieldError.invalid(
              "status.storedVersions",
              NullNode.getInstance(),
              "must have at least one stored version"));
      return;
    }
    List<String> kept = new ArrayList<>();
    stored.forEach(each -> kept.add(each.asText()));
    Set<String> known = new HashSet<>();
    for (ObjectNode version : spec.versions()) {
      String name = version.path("name").asText("");
      known.add(name);
      if (version.path("storage").asBoolean() && !kept.contains(name)) {
        errors.add(
            FieldError.invalid(
                "status.storedVersions", stored, "must have the storage version " + name));
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      if (!known.contains(kept.get(i))) {
        String version = kept.get(i);
        errors.add(
            FieldError.invalid(
                "status.storedVersions[" + i + "]",
                version,
                "missing from spec.versions; "
                    + version
                    + " was previously a storage version, and must remain in spec.versions until"
                    + " a storage migration ensures no data remains persisted in "
                    + version
                    + " and removes "
                    + version
                    + " from status.storedVersions"));
      }
    }
  }
}
