package io.lonejupiter.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cache takes and what it does not, with a script in place of the unpacked program. */
class ToolCacheTest {

  @TempDir Path folder;

  private final AtomicInteger fills = new AtomicInteger();

  @Test
  void fillsOnceForManyWhoAskAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Tool>> asks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        asks.add(() -> cache().getOrFill(ToolKind.WRK, kind -> fill("4.1.0")));
      }
      for (Future<Tool> answer : threads.invokeAll(asks)) {
        assertThat(answer.get().version()).isEqualTo("4.1.0");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(fills).hasValue(1);
  }

  @Test
  void takesTheNewestAndPassesOverDamagedPartialAndEmptyOnes() throws IOException {
    fill("4.9.0");
    fill("4.10.0");
    fill("4.11.0");
    Files.writeString(folder.resolve("wrk-4.11.0/usr/bin/wrk"), "#!/bin/sh\necho wrk 4.11.0 !\n");
    Files.createDirectories(folder.resolve("wrk-5.0.0"));
    Files.createDirectories(folder.resolve("wrk-6.0.0.partial"));

    assertThat(cache().getOrFill(ToolKind.WRK, kind -> fill("1.0.0")).version())
        .isEqualTo("4.10.0");
  }

  @Test
  void refusesALibraryThatIsNotWhatWasUnpacked() throws IOException {
    Path entry = fill("4.1.0");
    Path library = Files.createDirectories(entry.resolve("usr/lib/any")).resolve("libx.so.1");
    Files.writeString(library, "library");
    List<String> folders = SharedLibraries.folders(entry);
    assertThat(folders).containsExactly("usr/lib/any");
    Manifest.of(entry, "usr/bin/wrk", folders, List.of()).write(entry);
    Tool tool = cache().getOrFill(ToolKind.WRK, kind -> fill("1.0.0"));
    assertThat(tool.environment()).containsEntry("LD_LIBRARY_PATH", library.getParent().toString());

    Files.writeString(library, "another");

    assertThatThrownBy(() -> Manifest.read(entry).verify(entry))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("libx.so.1");
  }

  private ToolCache cache() {
    return new ToolCache(folder, line -> {});
  }

  private Path fill(String version) throws IOException {
    fills.incrementAndGet();
    Path entry = folder.resolve("wrk-" + version);
    Path executable = Files.createDirectories(entry.resolve("usr/bin")).resolve("wrk");
    Files.writeString(executable, "#!/bin/sh\necho wrk " + version + "\n");
    assertThat(executable.toFile().setExecutable(true)).isTrue();
    Manifest.of(entry, "usr/bin/wrk", List.of(), List.of()).write(entry);
    return entry;
  }
}
