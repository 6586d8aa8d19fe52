package io.lonejupiter.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which shared libraries an unpacked program lacks, and where the unpacked ones are. */
final class SharedLibraries {

  static final String PATH_VARIABLE = "LD_LIBRARY_PATH";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private SharedLibraries() {}

  /** The names that {@code ldd} marks as not found, each once. */
  static List<String> missingIn(String lddOutput) {
    return lddOutput
        .lines()
        .map(String::strip)
        .filter(line -> line.endsWith("=> not found"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .distinct()
        .toList();
  }

  /** The names this program lacks; a statically linked program lacks none. */
  static List<String> missing(Path executable, Map<String, String> environment) throws IOException {
    List<String> words = List.of("ldd", executable.toString());
    return missingIn(Command.run(words, environment, Path.of("/"), LIMIT).output());
  }

  /** The folders below {@code root} that hold shared libraries, relative to it and sorted. */
  static List<String> folders(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.getFileName().toString().matches("lib.*\\.so(\\.\\d+)+"))
          .map(file -> root.relativize(file.getParent()).toString())
          .collect(Collectors.toCollection(TreeSet::new))
          .stream()
          .toList();
    }
  }

  /** The variable that makes the loader look into these folders first; empty for no folders. */
  static Map<String, String> environment(Path root, List<String> folders) {
    Map<String, String> environment = new LinkedHashMap<>();
    if (!folders.isEmpty()) {
      environment.put(
          PATH_VARIABLE,
          folders.stream()
              .map(folder -> root.resolve(folder).toAbsolutePath().toString())
              .collect(Collectors.joining(":")));
    }
    return environment;
  }
}
