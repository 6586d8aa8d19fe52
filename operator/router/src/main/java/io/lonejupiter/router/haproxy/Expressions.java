package io.lonejupiter.router.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Regular expressions as HAProxy takes them. One that it refused would refuse all of its
 * configuration, so each is tried in a configuration of its own before it comes into the real one.
 */
public final class Expressions {
  /**
   * How many steps a match may take: PCRE tries one way after another, and a worker serves nobody
   * else meanwhile.
   */
  private static final String LIMIT = "(*LIMIT_MATCH=10000)";

  private static final int MOST_REMEMBERED = 1_000;

  private static final String TRIAL =
      """
      defaults
        mode http
        timeout connect 1s
        timeout client 1s
        timeout server 1s
      frontend trial
        bind unix@trial.sock
        http-request deny if { path -m reg %s }
      """;

  private final Path folder;
  private final Path executable;
  private final Map<String, String> environment;
  private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();

  /**
   * @param folder that HAProxy works in
   */
  public Expressions(Path folder, Path executable, Map<String, String> environment) {
    this.folder = folder.toAbsolutePath().normalize();
    this.executable = executable;
    this.environment = Map.copyOf(environment);
  }

  /** The reason why HAProxy does not take an expression. */
  public Optional<String> problem(String expression) {
    if (known.size() > MOST_REMEMBERED) {
      known.clear();
    }
    return known.computeIfAbsent(expression, this::tried);
  }

  private Optional<String> tried(String expression) {
    try {
      Files.createDirectories(folder);
      var trial = Files.createTempFile(folder, "trial", ".cfg");
      try {
        Files.writeString(trial, TRIAL.formatted(quoted(expression)));
        var builder =
            new ProcessBuilder(executable.toString(), "-c", "-f", trial.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        var check = builder.start();
        var output = new String(check.getInputStream().readAllBytes());
        return check.waitFor() == 0 ? Optional.empty() : Optional.of(reason(output));
      } finally {
        Files.deleteIfExists(trial);
      }
    } catch (IOException e) {
      throw new ProxyException(executable + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProxyException("interrupted", e);
    }
  }

  private static String reason(String output) {
    return output
        .lines()
        .filter(line -> line.contains("regex") || line.contains("error detected"))
        .map(line -> line.substring(line.lastIndexOf(" : ") < 0 ? 0 : line.lastIndexOf(" : ") + 3))
        .findFirst()
        .map(reason -> "HAProxy does not take it: " + reason)
        .orElse("HAProxy does not take it");
  }

  /** For all of a value, as a word of the configuration. */
  static String quoted(String expression) {
    // Between single quotes all stands for itself but one.
    return "'" + (LIMIT + "^(?:" + expression + ")\\z").replace("'", "'\"'\"'") + "'";
  }
}
