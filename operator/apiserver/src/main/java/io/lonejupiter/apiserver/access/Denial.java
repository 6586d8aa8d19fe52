package io.lonejupiter.apiserver.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;

/** Says no in Kubernetes' words. */
public final class Denial {
  private Denial() {}

  /** 403: nothing allows it. */
  public static ApiException forbidden(User user, Attributes wanted) {
    String sentence = sentence(user, wanted).replace("&", "&amp;");
    String why = sentence.replace("<", "&lt;").replace(">", "&gt;");
    ObjectNode details = Json.object();
    if (!wanted.name().isEmpty()) {
      details.put("name", wanted.name());
    }
    if (!wanted.group().isEmpty()) {
      details.put("group", wanted.group());
    }
    if (!wanted.resource().isEmpty()) {
      details.put("kind", wanted.resource());
    }
    return new ApiException(403, "Forbidden", subject(wanted) + "forbidden: " + why, details);
  }

  private static String subject(Attributes wanted) {
    if (wanted.resource().isEmpty()) {
      return "";
    }
    String resource =
        wanted.group().isEmpty() ? wanted.resource() : wanted.resource() + "." + wanted.group();
    return wanted.name().isEmpty()
        ? resource + " is "
        : resource + " " + Quoted.of(wanted.name()) + " is ";
  }

  private static String sentence(User user, Attributes wanted) {
    String start = "User " + Quoted.of(user.name()) + " cannot " + wanted.verb();
    if (!wanted.isResource()) {
      return start + " path " + Quoted.of(wanted.path());
    }
    String what =
        " resource "
            + Quoted.of(wanted.qualifiedResource())
            + " in API group "
            + Quoted.of(wanted.group());
    return wanted.namespace().isEmpty()
        ? start + what + " at the cluster scope"
        : start + what + " in the namespace " + Quoted.of(wanted.namespace());
  }
}
