package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The rules of one FrontEndConfig as routers obey them.
 *
 * @param createdAt of the FrontEndConfig, RFC 3339: of two that claim the same match the older wins
 * @param shares by the name or index of a route that keeps its users: who owns which buckets, so
 *     that all routers keep them alike; null where there is none
 * @param counted maps whose instances' load routers are to report; null: none
 * @param timed names or indices of the routes of whose answers routers are to report the single
 *     times; null: none
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
    List<Route> routes,
    Map<String, List<Run>> shares,
    List<Counted> counted,
    List<String> timed) {
  public static final int SCHEMA = 1;

  /**
   * Buckets of a route that lie side by side and belong to one backend.
   *
   * @param backend as reports name it
   * @param from the first
   * @param to behind the last
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Run(String backend, int from, int to) {
    public int length() {
      return to - from;
    }
  }

  /**
   * A map whose number of instances follows what routers count.
   *
   * @param users count also those who are kept on an instance and have no request open
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Counted(String map, boolean users) {}

  /** Apps that the routes name. */
  public Set<String> apps() {
    var apps = new HashSet<String>();
    eachApp(apps::add);
    return new TreeSet<>(apps);
  }

  /** Hands on the app of each backend. */
  public void eachApp(Consumer<String> sink) {
    for (var route : routes) {
      route.backendRefs().forEach(backend -> sink.accept(backend.app()));
      if (route.overrides() != null) {
        route.overrides().forEach(override -> sink.accept(override.backendRef().app()));
      }
    }
  }

  /** The same rules, and nobody asks for the times of answers. */
  public RouteDocument untimed() {
    return new RouteDocument(
        schema,
        namespace,
        name,
        createdAt,
        generation,
        revision,
        routerGroup,
        hostnames,
        routes,
        shares,
        counted,
        null);
  }

  public String id() {
    return namespace + "." + name;
  }
}
