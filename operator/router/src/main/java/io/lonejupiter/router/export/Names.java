package io.lonejupiter.router.export;

import io.lonejupiter.router.table.Rule;

/** Names of letters, digits and dashes. */
final class Names {
  private Names() {}

  static String of(Rule rule) {
    return plain(rule.id());
  }

  static String plain(String text) {
    return text.replaceAll("[^A-Za-z0-9-]", "-");
  }
}
