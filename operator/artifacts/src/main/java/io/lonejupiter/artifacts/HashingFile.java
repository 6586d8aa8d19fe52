package io.lonejupiter.artifacts;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.WriteStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that takes the SHA-256 and the first bytes of what passes. */
final class HashingFile implements WriteStream<Buffer> {
  private static final int HEAD = 512;

  private final AsyncFile file;
  private final long limit;
  private final MessageDigest digest;
  private final Buffer head = Buffer.buffer();
  private long size;
  private boolean ended;

  HashingFile(AsyncFile file, long limit) {
    this.file = file;
    this.limit = limit;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Up to 512 bytes from the start. */
  byte[] head() {
    return head.getBytes();
  }

  long size() {
    return size;
  }

  @Override
  public Future<Void> write(Buffer data) {
    size += data.length();
    if (size > limit) {
      return Future.failedFuture(new TooLargeException(limit));
    }
    digest.update(data.getBytes());
    if (head.length() < HEAD) {
      head.appendBuffer(data, 0, Math.min(data.length(), HEAD - head.length()));
    }
    return file.write(data);
  }

  @Override
  public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
    write(data).onComplete(handler);
  }

  @Override
  public void end(Handler<AsyncResult<Void>> handler) {
    end().onComplete(handler);
  }

  @Override
  public Future<Void> end() {
    ended = true;
    return file.end();
  }

  /** Ends it unless whatever was piped into it has done so. */
  void abandon() {
    if (!ended) {
      end();
    }
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
    file.exceptionHandler(handler);
    return this;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
    file.setWriteQueueMaxSize(maxSize);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    // After the limit the file is closed while the rest of the body still comes in.
    return size <= limit && file.writeQueueFull();
  }

  @Override
  public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
    file.drainHandler(handler);
    return this;
  }

  /** The upload is larger than the service takes. */
  static final class TooLargeException extends RuntimeException {
    TooLargeException(long limit) {
      super("the upload is larger than " + limit + " bytes, which is the most this service takes");
    }
  }
}
