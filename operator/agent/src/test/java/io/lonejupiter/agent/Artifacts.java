package io.lonejupiter.agent;

import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.SourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Artifacts made for the tests, as files. */
final class Artifacts {
  private Artifacts() {}

  /** {@link SampleServer} as a jar that runs. */
  static ResolvedArtifact jar(Path folder) throws IOException {
    var file = folder.resolve("sample.jar");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, SampleServer.class.getName());
    var name = SampleServer.class.getName().replace('.', '/') + ".class";
    try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest);
        var in = SampleServer.class.getClassLoader().getResourceAsStream(name)) {
      jar.putNextEntry(new JarEntry(name));
      in.transferTo(jar);
    }
    return of(file, ArtifactFormat.JAR);
  }

  static ResolvedArtifact script(Path folder, String name, String script) throws IOException {
    var file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script);
    return of(file, ArtifactFormat.EXECUTABLE);
  }

  /** A zip with one executable script, {@code bin/run}. */
  static ResolvedArtifact zip(Path folder, String script) throws IOException {
    var file = folder.resolve("script.zip");
    try (var zip = new ZipArchiveOutputStream(file)) {
      var entry = new ZipArchiveEntry("bin/run");
      entry.setUnixMode(0100755);
      zip.putArchiveEntry(entry);
      zip.write(("#!/bin/sh\n" + script).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      zip.closeArchiveEntry();
    }
    return of(file, ArtifactFormat.ZIP);
  }

  static ResolvedArtifact of(Path file, ArtifactFormat format) throws IOException {
    var source = new ArtifactSource(SourceType.FILE, file.toUri().toString());
    return new ResolvedArtifact("sample", "1.0.0+b1", "main", sha256(file), format, source);
  }

  static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
