package io.lonejupiter.server.pods;

import io.lonejupiter.apiserver.PodLogOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A log on its way from an agent to a client: asks for more only when the client does, and gives up
 * when the agent, which says every few seconds that it lives, is silent. Safe for use by the
 * threads of both sides.
 */
final class AgentLogStream
    implements Flow.Processor<List<ByteBuffer>, ByteBuffer>, Flow.Subscription {
  private static final long SILENCE_SECONDS = 20;

  private final LogText text;
  private final String from;
  private final ScheduledExecutorService timer;
  private Flow.Subscription agent;
  private Flow.Subscriber<? super ByteBuffer> client;
  private ScheduledFuture<?> silence;
  private long wanted;
  private boolean done;

  /**
   * @param from names the host, for errors
   */
  AgentLogStream(PodLogOptions options, String from, ScheduledExecutorService timer) {
    this.text = new LogText(options);
    this.from = from;
    this.timer = timer;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscription) {
    agent = subscription;
    if (done) {
      agent.cancel();
    } else if (wanted > 0) {
      ask();
    }
  }

  @Override
  public synchronized void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    client = subscriber;
    client.onSubscribe(this);
  }

  @Override
  public synchronized void request(long n) {
    var asked = wanted > 0;
    wanted += n;
    if (!asked && agent != null && !done) {
      ask();
    }
  }

  private void ask() {
    silence =
        timer.schedule(
            () -> fail("it says nothing any more", null), SILENCE_SECONDS, TimeUnit.SECONDS);
    agent.request(1);
  }

  @Override
  public synchronized void cancel() {
    if (!done) {
      finish();
      if (agent != null) {
        agent.cancel();
      }
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> parts) {
    if (done) {
      return;
    }
    silence.cancel(false);
    ByteBuffer told;
    try {
      told = text.take(parts);
    } catch (IllegalStateException e) {
      fail(e.getMessage(), e);
      return;
    }
    if (told.hasRemaining()) {
      wanted--;
      client.onNext(told);
    }
    if (done) {
      return;
    }
    if (text.ended()) {
      finish();
      agent.cancel();
      client.onComplete();
    } else if (wanted > 0) {
      ask();
    }
  }

  @Override
  public void onError(Throwable failure) {
    fail("its agent is gone", failure);
  }

  @Override
  public void onComplete() {
    fail("its agent ended", null);
  }

  private synchronized void fail(String why, Throwable cause) {
    if (!done) {
      finish();
      agent.cancel();
      client.onError(
          new IOException("lonejupiter: the log from host " + from + " broke off: " + why, cause));
    }
  }

  private void finish() {
    done = true;
    if (silence != null) {
      silence.cancel(false);
    }
  }
}
