package io.lonejupiter.kubernetes.view;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Labels for people to select by. Values that Kubernetes would refuse, such as {@code feature/x} or
 * {@code 1.0+b}, are made safe; nothing is ever matched on them.
 */
public final class Labels {
  public static final String APP = "lonejupiter.io/app";
  public static final String MAP = "lonejupiter.io/map";
  public static final String VERSION = "lonejupiter.io/version";
  public static final String BRANCH = "lonejupiter.io/branch";
  public static final String REVISION = "lonejupiter.io/revision";

  private static final int LONGEST = 63;

  private Labels() {}

  public static Map<String, String> of(
      String app, String map, String version, String branch, String revision) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(APP, safe(app));
    labels.put(MAP, safe(map));
    labels.put(VERSION, safe(version));
    labels.put(BRANCH, safe(branch == null ? "" : branch));
    labels.put(REVISION, safe(revision));
    return labels;
  }

  /** Other characters become {@code -}; both ends become letters or digits. */
  static String safe(String value) {
    var text = value.replaceAll("[^A-Za-z0-9._-]", "-");
    text = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    return text.replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
  }
}
