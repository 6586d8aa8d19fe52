package io.lonejupiter.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a cache entry is made of: the packages it came from and the digests of what will be run.
 * Stored beside the files as one line each: {@code package NAME SHA256}, {@code executable PATH
 * SHA256}, {@code library PATH SHA256}.
 *
 * @param packages the .deb files and their digests, for the record
 * @param executable path below the entry
 * @param executableDigest SHA-256 in hex
 * @param libraries the shared libraries, digests included
 */
record Manifest(
    List<Package> packages, String executable, String executableDigest, List<Library> libraries) {

  private static final String FILE = "lonejupiter-manifest";

  record Package(String name, String digest) {

    static Package of(Path deb) throws IOException {
      return new Package(deb.getFileName().toString(), Manifest.digest(deb));
    }
  }

  record Library(String path, String digest) {}

  static Manifest of(
      Path root, String executable, List<String> libraryFolders, List<Package> packages)
      throws IOException {
    List<Library> libraries = new ArrayList<>();
    for (String folder : libraryFolders) {
      try (Stream<Path> files = Files.list(root.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          libraries.add(new Library(root.relativize(file).toString(), digest(file)));
        }
      }
    }
    return new Manifest(packages, executable, digest(root.resolve(executable)), libraries);
  }

  void write(Path root) throws IOException {
    List<String> lines = new ArrayList<>();
    packages.forEach(p -> lines.add("package " + p.name() + " " + p.digest()));
    lines.add("executable " + executable + " " + executableDigest);
    libraries.forEach(l -> lines.add("library " + l.path() + " " + l.digest()));
    Files.write(root.resolve(FILE), lines);
  }

  /**
   * @throws IOException when there is none or it is not complete
   */
  static Manifest read(Path root) throws IOException {
    List<Package> packages = new ArrayList<>();
    List<Library> libraries = new ArrayList<>();
    String executable = null;
    String digest = null;
    for (String line : Files.readAllLines(root.resolve(FILE))) {
      String[] words = line.split(" ");
      if (words.length != 3) {
        throw new IOException(root.resolve(FILE) + " has an unreadable line: " + line);
      }
      switch (words[0]) {
        case "package" -> packages.add(new Package(words[1], words[2]));
        case "library" -> libraries.add(new Library(words[1], words[2]));
        case "executable" -> {
          executable = words[1];
          digest = words[2];
        }
        default -> throw new IOException(root.resolve(FILE) + " has an unknown line: " + line);
      }
    }
    if (executable == null) {
      throw new IOException(root.resolve(FILE) + " names no executable");
    }
    return new Manifest(List.copyOf(packages), executable, digest, List.copyOf(libraries));
  }

  /**
   * @throws IOException when a file is missing or is not what was unpacked
   */
  void verify(Path root) throws IOException {
    verify(root.resolve(executable), executableDigest);
    for (Library library : libraries) {
      verify(root.resolve(library.path()), library.digest());
    }
  }

  /** The folders that hold the libraries, below the entry. */
  List<String> libraryFolders() {
    return libraries.stream()
        .map(library -> Path.of(library.path()).getParent().toString())
        .distinct()
        .toList();
  }

  private static void verify(Path file, String expected) throws IOException {
    String found = digest(file);
    if (!found.equals(expected)) {
      throw new IOException(file + " has SHA-256 " + found + ", unpacked was " + expected);
    }
  }

  static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, sha256).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
