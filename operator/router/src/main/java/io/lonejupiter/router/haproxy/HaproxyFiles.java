package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.haproxy.ProxyState.MapFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where HAProxy's files lie in its working folder. */
record HaproxyFiles(Path folder) {
  /** Linux's limit of 107, less what HAProxy adds while it binds a socket. */
  private static final int LONGEST_SOCKET_PATH = 90;

  HaproxyFiles {
    folder = folder.toAbsolutePath().normalize();
    var socket = folder.resolve("haproxy.sock").toString();
    if (socket.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "%s is longer than %d bytes, the most that a Unix socket's path may have: choose a shorter data folder"
              .formatted(socket, LONGEST_SOCKET_PATH));
    }
  }

  Path config() {
    return folder.resolve("haproxy.cfg");
  }

  Path candidate() {
    return folder.resolve("haproxy.cfg.new");
  }

  Path socket() {
    return folder.resolve("haproxy.sock");
  }

  Path masterSocket() {
    return folder.resolve("master.sock");
  }

  Path peersSocket() {
    return folder.resolve("peers.sock");
  }

  /** Access log of the HAProxy that was started last; empty for none. */
  String startedAccessLog() {
    try {
      var file = folder.resolve("access-log");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeStartedAccessLog(String target) {
    AtomicFiles.write(folder.resolve("access-log"), target.getBytes(StandardCharsets.UTF_8));
  }

  /** Where the last router was told of times; 0 if there was none. */
  int timesPort() {
    try {
      var file = folder.resolve("times-port");
      return Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
    } catch (IOException | NumberFormatException e) {
      // It costs a reload.
      return 0;
    }
  }

  void writeTimesPort(int port) {
    AtomicFiles.write(
        folder.resolve("times-port"), String.valueOf(port).getBytes(StandardCharsets.UTF_8));
  }

  Path currentSocket() {
    return folder.resolve("current.sock");
  }

  Path log() {
    return folder.resolve("haproxy.log");
  }

  Path identity() {
    return folder.resolve("process");
  }

  void writeMaps(ProxyState state) {
    // Only ever filled in a worker that is not the latest any more.
    AtomicFiles.write(folder.resolve("maps/former.map"), new byte[0]);
    for (var map : MapFile.values()) {
      AtomicFiles.write(
          folder.resolve(map.path()),
          HaproxyConfig.map(sorted(map, state.maps().get(map))).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** So that the same state is always the same file; the order of one of them counts as it is. */
  private static Map<String, String> sorted(MapFile map, Map<String, String> entries) {
    return map == MapFile.WILDCARD ? entries : new TreeMap<>(entries);
  }

  void writeCandidate(
      Listener listener, Layout layout, ProxyState state, Optional<OpenFiles> files) {
    AtomicFiles.write(
        candidate(),
        HaproxyConfig.render(listener, layout, state, files).getBytes(StandardCharsets.UTF_8));
  }
}
