package io.lonejupiter.cli.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Remembers which files were applied, and as what: a line with digest and name for each. */
final class AppliedFiles {
  private final Path record;
  private final Map<String, String> digests = new TreeMap<>();

  AppliedFiles(Path record) {
    this.record = record;
    try {
      if (Files.exists(record)) {
        for (String line : Files.readAllLines(record)) {
          int gap = line.indexOf(' ');
          if (gap > 0) {
            digests.put(line.substring(gap + 1), line.substring(0, gap));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + record, e);
    }
  }

  /** Whether the file was never applied or is another now. */
  boolean differs(Path file) {
    return !digest(file).equals(digests.get(file.getFileName().toString()));
  }

  /** The file as it is now has been applied. */
  void add(Path file) {
    digests.put(file.getFileName().toString(), digest(file));
    String lines =
        digests.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey() + "\n")
            .collect(Collectors.joining());
    try {
      Files.writeString(record, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + record, e);
    }
  }

  private static String digest(Path file) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
