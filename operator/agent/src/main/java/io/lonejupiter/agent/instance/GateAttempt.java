package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.agent.process.Launch;
import io.lonejupiter.agent.process.Launcher;
import io.lonejupiter.agent.process.ProcessGroup;
import io.lonejupiter.agent.process.ProcessIdentity;
import io.lonejupiter.model.HttpProbe;
import io.lonejupiter.model.ResolvedVerification;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One attempt at a gate: the probes, then the command. What they say is written into the log of the
 * instance, each line with the word verification before it.
 */
final class GateAttempt {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
  private static final int OUTPUT_CHARACTERS = 2_000;
  private static final int LOG_BYTES = 64 * 1024;
  static final String PREFIX = "[verification] ";

  private final Subject subject;
  private final ResolvedVerification gate;
  private final InstanceFolder folder;
  private final HostServices host;
  private final Instant deadline;

  /** How it ended, and the end of what it wrote. */
  record End(boolean passed, String message, String output) {}

  GateAttempt(Subject subject, HostServices host) {
    this.subject = subject;
    this.gate = subject.verification();
    this.folder = subject.folder();
    this.host = host;
    this.deadline = Instant.now().plus(Durations.parse(gate.timeout(), TIMEOUT));
  }

  End run(int number, int most) throws IOException, InterruptedException {
    say("attempt " + number + " of " + most);
    var end = probes();
    if (end.passed() && hasCommand()) {
      end = command();
    }
    say(end.passed() ? "passed" : "failed: " + end.message());
    return end;
  }

  private boolean hasCommand() {
    return gate.artifact() != null || gate.command() != null && !gate.command().isEmpty();
  }

  private End probes() throws InterruptedException, IOException {
    List<HttpProbe> probes = gate.probes() == null ? List.of() : gate.probes();
    // A client for itself, so that no probe uses a connection that an earlier one left.
    var http = HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build();
    for (var probe : probes) {
      var wanted = probe.status() == null ? 200 : probe.status();
      var answer = answer(http, probe);
      say("GET " + probe.path() + ": " + answer);
      if (!answer.equals(String.valueOf(wanted))) {
        var message =
            "GET %s was answered %s, and has to be %d".formatted(probe.path(), answer, wanted);
        return new End(false, message, null);
      }
    }
    return new End(true, probes.size() + " probes answered as they have to be", null);
  }

  /** The status, or what happened instead. */
  private String answer(HttpClient http, HttpProbe probe) throws InterruptedException {
    var left = Duration.between(Instant.now(), deadline);
    if (left.isNegative() || left.isZero()) {
      return "nothing: the time is over";
    }
    try {
      var request =
          HttpRequest.newBuilder(URI.create(url() + probe.path()))
              .version(HttpClient.Version.HTTP_1_1)
              .timeout(left.compareTo(PROBE_TIMEOUT) < 0 ? left : PROBE_TIMEOUT)
              .build();
      // The body is not waited for: it may be a stream without an end.
      var answer = http.send(request, BodyHandlers.ofInputStream());
      answer.body().close();
      return String.valueOf(answer.statusCode());
    } catch (IOException | IllegalArgumentException e) {
      return "nothing: " + e;
    }
  }

  private End command() throws IOException, InterruptedException {
    var output = folder.logs().verification();
    Files.deleteIfExists(output);
    try {
      var launch = launch();
      var identity = ProcessIdentity.intent(subject.token(), Instant.now().toString());
      var started = Launcher.start(launch, identity);
      try {
        var left = Duration.between(Instant.now(), deadline).toMillis();
        if (!started.handle().waitFor(Math.max(0, left), TimeUnit.MILLISECONDS)) {
          return end(false, "it took longer than " + gate.timeout(), output);
        }
      } finally {
        // Also what it left behind in the background.
        new ProcessGroup(started.identity()).kill();
      }
      var exit = started.handle().exitValue();
      return end(exit == 0, "exit code " + exit, output);
    } catch (StepFailedException e) {
      return end(false, e.reason() + ": " + e.getMessage(), output);
    }
  }

  private End end(boolean passed, String message, Path output) throws IOException {
    if (!Files.exists(output)) {
      return new End(passed, message, null);
    }
    var text = end(output).strip();
    if (!text.isEmpty()) {
      say(text);
    }
    return new End(passed, message, text.substring(Math.max(0, text.length() - OUTPUT_CHARACTERS)));
  }

  /** As much of a file's end as is worth keeping. */
  private static String end(Path file) throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(Math.max(0, in.length() - LOG_BYTES));
      var bytes = new byte[(int) Math.min(in.length(), LOG_BYTES)];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private Launch launch() throws StepFailedException, IOException, InterruptedException {
    return Launches.verification(
        subject.assignment(),
        gate,
        subject.address(),
        subject.host(),
        url(),
        gate.artifact() == null ? subject.release().folder() : test(),
        folder.logs());
  }

  /** Where the test artifact is unpacked. */
  private Path test() throws StepFailedException, IOException, InterruptedException {
    host.fetcher().fetch(gate.artifact(), Thread.currentThread()::isInterrupted);
    host.cache().verify(gate.artifact().sha256());
    var place = folder.freshTest();
    host.unpacker()
        .unpack(
            host.cache().file(gate.artifact().sha256()),
            gate.artifact().format(),
            gate.app(),
            place);
    return place;
  }

  /** Where the instance answers; empty if it listens on no port. */
  private String url() {
    var health = subject.assignment().health();
    var name = health == null || health.http() == null ? null : health.http().port();
    var port = subject.assignment().port(name);
    var address = subject.address();
    var written = address.contains(":") ? "[" + address + "]" : address;
    return port == null ? "" : "http://" + written + ":" + port;
  }

  private void say(String text) throws IOException {
    var lines = text.lines().map(line -> PREFIX + line + "\n").collect(Collectors.joining());
    Files.writeString(
        folder.logs().stdout(), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
