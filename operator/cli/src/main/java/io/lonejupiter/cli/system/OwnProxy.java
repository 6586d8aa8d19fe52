package io.lonejupiter.cli.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the HAProxy of an earlier router still serves: its port is taken, but by ourselves. */
final class OwnProxy {
  private OwnProxy() {}

  /** Looks for a process that was given a file of the router's folder. */
  static boolean runs(Path routerFolder) {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (arguments(process).contains("\0" + routerFolder + "/")) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Linux's /proc is needed", e);
    }
  }

  private static String arguments(Path process) {
    try {
      return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // Gone meanwhile.
      return "";
    }
  }
}
