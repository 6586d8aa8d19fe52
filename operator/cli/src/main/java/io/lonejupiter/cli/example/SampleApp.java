package io.lonejupiter.cli.example;

import io.lonejupiter.cli.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * Makes jars of the sample app. The same source and facts give the same bytes, so that an upload
 * can be repeated; other facts give other bytes, as another build would.
 */
public final class SampleApp {
  // Of a zip's local time, so that no time zone gets into the bytes.
  private static final LocalDateTime BUILT = LocalDateTime.of(2026, 1, 1, 0, 0);

  private final String mainClass;
  private final Map<String, byte[]> classes;

  private SampleApp(String mainClass, Map<String, byte[]> classes) {
    this.mainClass = mainClass;
    this.classes = classes;
  }

  /**
   * Compiles a source file, whose name is that of its main class.
   *
   * @throws CommandFailure it does not compile, or this Java has no compiler
   */
  public static SampleApp compile(Path source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new CommandFailure(
          "this Java has no compiler: set JAVA_HOME to a JDK 17 or newer, or leave the examples out"
              + " with --no-examples");
    }
    try {
      Path out = Files.createTempDirectory("lonejupiter-sample");
      try {
        return compile(compiler, source, out);
      } finally {
        for (Path file : files(out)) {
          Files.delete(file);
        }
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot build the sample app " + source, e);
    }
  }

  private static SampleApp compile(JavaCompiler compiler, Path source, Path out)
      throws IOException {
    var problems = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8)) {
      var options = List.of("--release", "17", "-g", "-d", out.toString());
      boolean compiled =
          compiler
              .getTask(null, files, problems, options, null, files.getJavaFileObjects(source))
              .call();
      if (!compiled) {
        throw new CommandFailure(
            "the sample app does not compile: " + problems.getDiagnostics().get(0));
      }
    }
    var classes = new TreeMap<String, byte[]>();
    for (Path file : files(out)) {
      classes.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return new SampleApp(source.getFileName().toString().replace(".java", ""), classes);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** The bytes of a jar that can be run, with these facts in its manifest. */
  public byte[] jar(String app, String version, String branch) {
    String manifest =
        "Manifest-Version: 1.0\r\n"
            + "Main-Class: "
            + mainClass
            + "\r\n"
            + "Implementation-Title: "
            + app
            + "\r\n"
            + "Implementation-Version: "
            + version
            + "\r\n"
            + "Branch: "
            + branch
            + "\r\n\r\n";
    var bytes = new ByteArrayOutputStream();
    try (var jar = new ZipOutputStream(bytes)) {
      add(jar, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
      for (var each : classes.entrySet()) {
        add(jar, each.getKey(), each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a jar in memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream jar, String name, byte[] content) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(BUILT);
    jar.putNextEntry(entry);
    jar.write(content);
    jar.closeEntry();
  }
}
