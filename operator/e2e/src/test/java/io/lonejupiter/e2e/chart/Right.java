package io.lonejupiter.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One verb on one resource, as RBAC and the audit log write them.
 *
 * @param resource with its subresource, {@code apphosts/status}
 */
record Right(String verb, String group, String resource) implements Comparable<Right> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the rules of a role allow, one by one. */
  static List<Right> ofRules(JsonNode rules) {
    var rights = new ArrayList<Right>();
    for (var rule : rules) {
      for (var group : rule.path("apiGroups")) {
        for (var resource : rule.path("resources")) {
          for (var verb : rule.path("verbs")) {
            rights.add(new Right(verb.asText(), group.asText(), resource.asText()));
          }
        }
      }
    }
    return List.copyOf(rights);
  }

  /** The rules of a role that allows these and no more, as a JSON patch. */
  static String patch(Collection<Right> rights) {
    var patch = JSON.createArrayNode();
    var replace = patch.addObject().put("op", "replace").put("path", "/rules");
    var rules = replace.putArray("value");
    for (var right : rights) {
      var rule = rules.addObject();
      rule.putArray("apiGroups").add(right.group());
      rule.putArray("resources").add(right.resource());
      rule.putArray("verbs").add(right.verb());
    }
    return patch.toString();
  }

  /** What a line of the audit log asked for; a request for no resource has its path. */
  static Right ofAudit(JsonNode event) {
    var object = event.path("objectRef");
    var subresource = object.path("subresource").asText();
    var resource =
        object.isMissingNode()
            ? event.path("requestURI").asText()
            : object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource);
    return new Right(event.path("verb").asText(), object.path("apiGroup").asText(), resource);
  }

  @Override
  public int compareTo(Right other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
  }
}
