package io.lonejupiter.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the real kubectl against one server. */
public final class Kubectl {
  private final Path kubeconfig;
  private final Path home;
  private final Map<String, String> environment;

  public Kubectl(Path kubeconfig, Path home) {
    this(kubeconfig, home, Map.of());
  }

  private Kubectl(Path kubeconfig, Path home, Map<String, String> environment) {
    this.kubeconfig = kubeconfig;
    this.home = home;
    this.environment = environment;
  }

  /** The same with these variables besides. */
  public Kubectl in(Map<String, String> environment) {
    return new Kubectl(kubeconfig, home, environment);
  }

  public record Result(int code, String out, String err) {
    public Result ok() {
      if (code != 0) {
        throw new AssertionError("kubectl failed with " + code + ": " + err + out);
      }
      return this;
    }
  }

  public Result run(String... arguments) {
    return withInput("", arguments);
  }

  public Result withInput(String input, String... arguments) {
    try {
      Path out = Files.createTempFile(home, "out", "");
      Path err = Files.createTempFile(home, "err", "");
      Process process = start(out, err, arguments);
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("kubectl " + String.join(" ", arguments) + " does not end");
      }
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Starts kubectl and leaves it running. */
  public Process start(Path out, Path err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig + ""));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", home.toString());
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return builder.start();
  }
}
