package io.lonejupiter.core.route;

import java.util.List;
import java.util.Map;

/**
 * A map whose traffic is divided between two of its revisions.
 *
 * @param stable labels of the instances of one, with map and revision
 * @param next labels of the instances of the other
 * @param weight percent of the map's traffic for the other
 * @param others labels of what other maps run of the app; a backend that means one of them, too,
 *     can only be divided for whoever names the map
 * @param timed its rollout is judged by the times of single answers
 * @param begun there are instances of the other already, which must not get more than their part
 */
public record Canary(
    String app,
    String map,
    Map<String, String> stable,
    Map<String, String> next,
    int weight,
    List<Map<String, String>> others,
    boolean timed,
    boolean begun) {}
