package io.lonejupiter.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.e2e.harness.LoneJupiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resident memory of each part, and the processor time that it uses in a minute without work. */
class FootprintBench {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Linux counts processor time of processes in hundredths of a second. */
  private static final double TICKS_PER_SECOND = 100;

  @Test
  void memoryAndIdleCost(@TempDir Path folder) throws IOException, InterruptedException {
    var data = folder.resolve("lj");
    try (var system = LoneJupiter.up(data)) {
      var before = new TreeMap<String, Long>();
      var parts = new TreeMap<String, Long>();
      try (var files = Files.list(data.resolve("parts"))) {
        for (var file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
          var name = file.getFileName().toString().replace(".json", "");
          parts.put(name, JSON.readTree(Files.readString(file)).path("pid").asLong());
        }
      }
      // What was started settles first.
      TimeUnit.SECONDS.sleep(20);
      for (var part : parts.entrySet()) {
        before.put(part.getKey(), ticks(part.getValue()));
      }
      TimeUnit.SECONDS.sleep(60);
      for (var part : parts.entrySet()) {
        System.out.printf(
            "bench footprint %s rss=%d MiB cpu=%.2f s per idle minute%n",
            part.getKey(),
            residentKib(part.getValue()) / 1024,
            (ticks(part.getValue()) - before.get(part.getKey())) / TICKS_PER_SECOND);
      }
    }
  }

  private static long ticks(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static long residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
