package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.Route;
import java.util.List;

/**
 * The rules of one FrontEndConfig as routers obey them.
 *
 * @param createdAt of the FrontEndConfig, RFC 3339: of two that claim the same match the older wins
 * @param revision hash of the rules; routers report it when they have applied them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteDocument(
    int schema,
    String namespace,
    String name,
    String createdAt,
    long generation,
    String revision,
    String routerGroup,
    List<String> hostnames,
    List<Route> routes) {
  public static final int SCHEMA = 1;

  public String id() {
    return namespace + "." + name;
  }
}
