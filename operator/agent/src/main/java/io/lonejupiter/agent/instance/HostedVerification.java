package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.agent.process.ProcessGroup;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.model.VerificationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies an instance of another host, on a thread of its own, in a folder that goes with it. What
 * the attempts start ends with it.
 */
public final class HostedVerification implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostedVerification.class);
  private static final long CLOSE_MILLIS = 10_000;

  /** What it wrote travels by two documents of Consul, which hold 512 KB for all instances. */
  private static final int LOG_CHARACTERS = 8_000;

  private final RemoteVerification order;
  private final InstanceFolder folder;
  private final HostServices host;
  private final Semaphore atOnce;
  private final Consumer<RemoteVerdict> onNews;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param folder named by the order's id
   * @param atOnce held while it is tried
   * @param onNews told of each attempt when it begins, and of the end
   */
  public HostedVerification(
      RemoteVerification order,
      InstanceFolder folder,
      HostServices host,
      Semaphore atOnce,
      Consumer<RemoteVerdict> onNews) {
    this.order = order;
    this.folder = folder;
    this.host = host;
    this.atOnce = atOnce;
    this.onNews = onNews;
    thread = new Thread(this::run, "verifies-" + order.assignment().instanceId());
    thread.setDaemon(true);
    thread.start();
  }

  public RemoteVerification order() {
    return order;
  }

  private void run() {
    try {
      sweep(folder, host.host());
      atOnce.acquire();
      try {
        Files.createDirectories(folder.logs().folder());
        var result = new OwnAttempts(subject(), host).run(this::begins);
        log.info("{} of host {}: {}", subject().id(), order.host(), result.message());
        say(result.attempts(), result, written());
      } finally {
        atOnce.release();
      }
    } catch (InterruptedException e) {
      log.debug("{}: the verification is broken off", order.id());
    } catch (IOException | RuntimeException e) {
      log.warn("{}: the verification broke off", order.id(), e);
      var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      say(1, new VerificationResult(false, 1, now, e.toString(), null), "");
    } finally {
      end();
    }
  }

  private Subject subject() {
    var assignment = order.assignment();
    return new Subject(
        assignment,
        order.verification(),
        folder,
        order.host(),
        assignment.address(),
        token(folder, host.host()),
        this::ownRelease);
  }

  /** The artifact of the instance, unpacked here too. */
  private Path ownRelease() throws StepFailedException, IOException, InterruptedException {
    var name = "own";
    if (!Files.isDirectory(folder.release(name))) {
      var artifact = order.assignment().artifact();
      host.fetcher().fetch(artifact, Thread.currentThread()::isInterrupted);
      host.cache().verify(artifact.sha256());
      var blob = host.cache().file(artifact.sha256());
      var fresh = folder.fresh(name);
      host.unpacker().unpack(blob, artifact.format(), order.assignment().app(), fresh);
      folder.publish(name);
    }
    return folder.release(name);
  }

  private void begins(int attempt) {
    say(attempt, null, null);
  }

  /** What is broken off has failed by that alone, and says nothing more. */
  private void say(int attempt, VerificationResult result, String written) {
    if (!closed) {
      onNews.accept(new RemoteVerdict(order.id(), host.host(), attempt, result, written));
    }
  }

  private String written() {
    String text;
    try {
      text = Files.readString(folder.logs().stdout(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      log.warn("{}: what it wrote is lost", order.id(), e);
      return "";
    }
    if (text.length() <= LOG_CHARACTERS) {
      return text;
    }
    var end = text.substring(text.length() - LOG_CHARACTERS);
    return end.substring(end.indexOf('\n') + 1);
  }

  private void end() {
    try {
      sweep(folder, host.host());
    } catch (IOException | InterruptedException e) {
      log.warn("{}: some of the verification is left", order.id(), e);
    }
  }

  /** Ends and deletes what one left, also one under an agent that died. */
  public static void sweep(InstanceFolder folder, String host)
      throws IOException, InterruptedException {
    ProcessGroup.kill(Set.of(token(folder, host)));
    folder.deleteAll();
  }

  /** Agents of several hosts may share a machine. */
  private static String token(InstanceFolder folder, String host) {
    return "hosted-" + host + "-" + folder.id();
  }

  /** Has it end, without waiting for that. */
  public void breakOff() {
    closed = true;
    thread.interrupt();
  }

  /** Returns when it has ended. */
  @Override
  public void close() throws InterruptedException {
    breakOff();
    thread.join(CLOSE_MILLIS);
  }
}
