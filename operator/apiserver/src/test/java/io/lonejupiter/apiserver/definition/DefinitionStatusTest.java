package io.lonejupiter.apiserver.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.resource.Registry;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionStatusTest {
  private static final String NOW = "2026-01-01T00:00:00Z";

  private static ObjectNode definition(String plural, String kind, String created) {
    ObjectNode definition = Json.object();
    definition
        .putObject("metadata")
        .put("name", plural + ".names.test")
        .put("creationTimestamp", created);
    ObjectNode spec = definition.putObject("spec").put("group", "names.test");
    spec.putObject("names").put("plural", plural).put("kind", kind);
    spec.putArray("versions").addObject().put("name", "v1").put("storage", true);
    DefinitionDefaults.apply(definition);
    DefinitionStatus.initial(definition);
    return definition;
  }

  private static List<ObjectNode> settle(ObjectNode... definitions) {
    return DefinitionStatus.settle(List.of(definitions), Registry.builtIn().types(), NOW);
  }

  private static String condition(ObjectNode definition, String type) {
    var condition = Conditions.find(definition, type);
    return condition.path("status").asText() + " " + condition.path("reason").asText();
  }

  @Test
  void establishesADefinitionWhoseNamesAreFree() {
    ObjectNode settled = settle(definition("as", "A", NOW)).get(0);
    assertThat(condition(settled, "NamesAccepted")).isEqualTo("True NoConflicts");
    assertThat(condition(settled, "Established")).isEqualTo("True InitialNamesAccepted");
    assertThat(settled.at("/status/acceptedNames")).isEqualTo(settled.at("/spec/names"));
    assertThat(settle(settled)).isEmpty();
  }

  @Test
  void givesANameToTheOlderOfTwo() {
    ObjectNode older = definition("bs", "Same", "2025-01-01T00:00:00Z");
    ObjectNode younger = definition("as", "Same", NOW);
    List<ObjectNode> settled = settle(younger, older);
    assertThat(settled).hasSize(2);
    assertThat(condition(settled.get(0), "Established")).isEqualTo("True InitialNamesAccepted");
    ObjectNode refused = settled.get(1);
    assertThat(condition(refused, "NamesAccepted")).isEqualTo("False ListKindConflict");
    assertThat(condition(refused, "Established")).isEqualTo("False NotAccepted");
    assertThat(refused.at("/status/acceptedNames/plural").asText()).isEqualTo("as");
    assertThat(refused.at("/status/acceptedNames/kind").asText()).isEmpty();
    assertThat(condition(settle(refused).get(0), "Established"))
        .isEqualTo("True InitialNamesAccepted");
  }

  @Test
  void keepsAnEstablishedKindServedWhenItsNewShortNameIsTaken() {
    ObjectNode first = settle(definition("as", "A", NOW)).get(0);
    ObjectNode second = settle(first, definition("bs", "B", NOW)).get(0);
    second.withObject("/spec/names").putArray("shortNames").add("as");
    ObjectNode settled = settle(first, second).get(0);
    assertThat(condition(settled, "NamesAccepted")).isEqualTo("False ShortNamesConflict");
    assertThat(Conditions.find(settled, "NamesAccepted").path("message").asText())
        .isEqualTo("\"as\" is already in use");
    assertThat(condition(settled, "Established")).isEqualTo("True InitialNamesAccepted");
  }

  @Test
  void remembersEveryVersionThatWasStored() {
    ObjectNode definition = definition("as", "A", NOW);
    definition.withArray("/spec/versions").removeAll();
    definition.withArray("/spec/versions").addObject().put("name", "v2").put("storage", true);
    DefinitionStatus.storeVersion(definition);
    DefinitionStatus.storeVersion(definition);
    assertThat(definition.at("/status/storedVersions").toString()).isEqualTo("[\"v1\",\"v2\"]");
  }
}
