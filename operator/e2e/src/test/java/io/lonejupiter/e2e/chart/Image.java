package io.lonejupiter.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The image that the build made, read from its archive as an engine would load it.
 *
 * @param config what a container is to be started with, and the digests of the layers
 * @param layers uncompressed, the lowest first
 */
record Image(JsonNode config, List<byte[]> layers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Image built() {
    try (var files = Files.list(Chart.home().resolve("image/target"))) {
      return read(files.filter(f -> f.toString().endsWith(".tar")).findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Image read(Path archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var tar = new TarArchiveInputStream(Files.newInputStream(archive))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), tar.readAllBytes());
      }
    }
    var manifest = JSON.readTree(files.get("manifest.json")).path(0);
    var layers = new ArrayList<byte[]>();
    for (var layer : manifest.path("Layers")) {
      try (var unzipped =
          new GZIPInputStream(new ByteArrayInputStream(files.get(layer.asText())))) {
        layers.add(unzipped.readAllBytes());
      }
    }
    return new Image(JSON.readTree(files.get(manifest.path("Config").asText())), layers);
  }

  static String digest(byte[] bytes) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(sha256);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** All that the layers hold, without its bytes. */
  List<TarArchiveEntry> entries() {
    var entries = new ArrayList<TarArchiveEntry>();
    walk((entry, bytes) -> entries.add(entry));
    return entries;
  }

  /** Lays the layers over each other. */
  void unpack(Path root) {
    walk(
        (entry, bytes) -> {
          var target = root.resolve(entry.getName().replaceFirst("^/+", "")).normalize();
          if (!target.startsWith(root)) {
            throw new AssertionError(entry.getName() + " leads out of the image");
          }
          if (entry.isDirectory()) {
            Files.createDirectories(target);
          } else {
            Files.createDirectories(target.getParent());
            Files.copy(bytes, target);
          }
          Files.setPosixFilePermissions(target, permissions(entry.getMode()));
        });
  }

  private static EnumSet<PosixFilePermission> permissions(int mode) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (var permission : PosixFilePermission.values()) {
      // Both begin with what the owner may read.
      if ((mode & 0400 >> permission.ordinal()) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  private interface Visitor {
    void visit(TarArchiveEntry entry, InputStream bytes) throws IOException;
  }

  private void walk(Visitor visitor) {
    for (var layer : layers) {
      try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(layer))) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          visitor.visit(entry, tar);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
