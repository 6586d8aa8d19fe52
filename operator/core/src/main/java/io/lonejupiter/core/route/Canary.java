package io.lonejupiter.core.route;

import java.util.Map;

/**
 * A map whose traffic is divided between two of its revisions.
 *
 * @param stable labels of the instances of one, with map and revision
 * @param next labels of the instances of the other
 * @param weight percent of the map's traffic for the other
 * @param alone no other map runs the app, so that any backend of the app is this map's
 */
public record Canary(
    String app,
    String map,
    Map<String, String> stable,
    Map<String, String> next,
    int weight,
    boolean alone) {}
