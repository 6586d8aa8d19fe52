package io.lonejupiter.e2e.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What one service account asked a real API server for, in that server's own words. */
final class AuditLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Path policy;
  private long from;

  AuditLog(Path folder, String namespace, String serviceAccount) {
    this.file = folder.resolve("audit.log");
    this.policy = folder.resolve("audit-policy.yaml");
    try {
      Files.writeString(
          policy,
          """
          apiVersion: audit.k8s.io/v1
          kind: Policy
          rules:
            - {level: Metadata, users: ["system:serviceaccount:%s:%s"]}
            - {level: None}
          """
              .formatted(namespace, serviceAccount));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String[] arguments() {
    return new String[] {"--audit-policy-file=" + policy, "--audit-log-path=" + file};
  }

  /** Forgets what was asked until now. */
  void mark() {
    try {
      from = Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whatever was asked for since the mark. */
  Set<Right> asked() {
    return rights(event -> true);
  }

  /** What was refused since the mark. */
  Set<Right> forbidden() {
    return rights(
        event -> event.at("/responseStatus/code").asInt() == 403 && !isOfAnEndingNamespace(event));
  }

  /** A namespace that is being deleted takes no more events from anybody, whatever the rights. */
  private static boolean isOfAnEndingNamespace(JsonNode event) {
    return event.at("/objectRef/resource").asText().equals("events")
        && event.at("/annotations/authorization.k8s.io~1decision").asText().equals("allow");
  }

  private Set<Right> rights(Predicate<JsonNode> filter) {
    var rights = new TreeSet<Right>();
    try (var log = Files.newInputStream(file)) {
      log.skipNBytes(from);
      // The last line may still be written.
      var text = new String(log.readAllBytes());
      for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        var event = JSON.readTree(line);
        if (filter.test(event)) {
          rights.add(Right.ofAudit(event));
        }
      }
      return rights;
    } catch (JsonProcessingException e) {
      throw new AssertionError("no line of an audit log", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
