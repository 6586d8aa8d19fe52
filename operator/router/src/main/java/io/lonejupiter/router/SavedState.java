package io.lonejupiter.router;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.router.haproxy.AtomicFiles;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Allocation.Slot;
import io.lonejupiter.router.table.RouteIntake;
import io.lonejupiter.router.table.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good state on disk, one small file per document, so that a change writes only what has
 * changed. Written before it is applied. A file that cannot be read is left out with a warning.
 */
final class SavedState {
  private static final Logger log = LoggerFactory.getLogger(SavedState.class);
  private static final String ENDING = ".json";
  private static final int LONGEST_NAME = 200;

  private final Path folder;

  /** Kind to the name of each of its files to what is in it. */
  private final Map<String, Map<String, Object>> onDisk = new HashMap<>();

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Instances(int schema, List<ServiceInstance> instances) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Slots(int schema, List<Slot> slots, Vocabulary vocabulary) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Outage(int schema, long sinceMillis) {}

  /** The allocation of slots, and what HAProxy was to know. */
  record Rooms(Allocation allocation, Vocabulary vocabulary) {}

  SavedState(Path folder) {
    this.folder = folder;
  }

  Inputs inputs() {
    var instances = new TreeMap<String, List<ServiceInstance>>();
    all("instances", Instances.class, (name, file) -> name)
        .forEach((app, file) -> instances.put(app, file.instances()));
    return new Inputs(
        new RouteIntake(
            all("routes", RouteDocument.class, (name, route) -> route.id()), Map.of(), Map.of()),
        all("drains", DrainDocument.class, (name, drain) -> drain.instanceId()),
        Map.copyOf(instances),
        Optional.ofNullable(all("outage", Outage.class, (name, file) -> name).get("consul"))
            .map(outage -> Instant.ofEpochMilli(outage.sinceMillis())));
  }

  Optional<Rooms> rooms() {
    return Optional.ofNullable(all(".", Slots.class, (name, file) -> name).get("slots"))
        .map(
            file ->
                new Rooms(
                    new Allocation(file.slots()),
                    file.vocabulary() == null ? Vocabulary.NONE : file.vocabulary()));
  }

  void save(
      Map<String, RouteDocument> accepted,
      Inputs inputs,
      Allocation allocation,
      Vocabulary vocabulary) {
    write(".", Map.of("slots", new Slots(1, allocation.slots(), vocabulary)));
    write(
        "outage",
        inputs
            .unreachableSince()
            .map(since -> Map.of("consul", new Outage(1, since.toEpochMilli())))
            .orElse(Map.of()));
    write("routes", accepted);
    write("drains", inputs.drains());
    write(
        "instances",
        inputs.instances().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> new Instances(1, e.getValue()))));
  }

  private <T> Map<String, T> all(String kind, Class<T> type, BiFunction<String, T, String> idOf) {
    var values = new TreeMap<String, T>();
    var known = onDisk.computeIfAbsent(kind, none -> new HashMap<>());
    var files = folder.resolve(kind).normalize();
    if (!Files.isDirectory(files)) {
      return values;
    }
    try (var list = Files.list(files)) {
      for (var file : list.filter(path -> path.toString().endsWith(ENDING)).toList()) {
        try {
          var json = Files.readAllBytes(file);
          var value = Documents.read(file.toString(), json, type);
          var name = file.getFileName().toString();
          var id = idOf.apply(name.substring(0, name.length() - ENDING.length()), value);
          values.put(id, value);
          known.put(name, value);
        } catch (UnreadableException e) {
          log.warn("left out of the last good state: {}", e.getMessage());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(files + " cannot be read", e);
    }
    return values;
  }

  private void write(String kind, Map<String, ?> values) {
    var known = onDisk.computeIfAbsent(kind, none -> new HashMap<>());
    var files = folder.resolve(kind).normalize();
    var wanted = new HashSet<String>();
    values.forEach(
        (id, value) -> {
          var name = fileName(id);
          wanted.add(name);
          if (!value.equals(known.get(name))) {
            AtomicFiles.write(files.resolve(name), Documents.write(value));
            known.put(name, value);
          }
        });
    known.keySet().removeIf(name -> !wanted.contains(name) && delete(files.resolve(name)));
  }

  private static boolean delete(Path file) {
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be deleted", e);
    }
  }

  /** Names of objects may be longer than names of files. */
  private static String fileName(String id) {
    var name =
        id.length() <= LONGEST_NAME
            ? id
            : id.substring(0, LONGEST_NAME / 2) + "-" + Documents.hash(id, 32);
    return name + ENDING;
  }
}
