package io.lonejupiter.agent.instance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.core.document.Assignment;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an app how many sessions it has. */
final class SessionCounter {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int LONGEST_ANSWER = 4096;
  private static final String STANDARD_PATH = "/sessions";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SessionCounter() {}

  /**
   * The number that it answers.
   *
   * @param address what the instance listens on
   * @throws IOException it does not answer in time, or no number; the message says what instead
   */
  static int count(Assignment assignment, String address) throws IOException {
    var uri = uri(assignment, address);
    try {
      return number(answer((HttpURLConnection) uri.toURL().openConnection()));
    } catch (IOException e) {
      var what = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new IOException("GET " + uri + ": " + what, e);
    }
  }

  /** In time as a whole: the instance's thread has other things to do. */
  private static String answer(HttpURLConnection connection) throws IOException {
    var end = System.nanoTime() + TIMEOUT.toNanos();
    connection.setConnectTimeout((int) TIMEOUT.toMillis());
    connection.setReadTimeout((int) TIMEOUT.toMillis());
    try {
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("status " + connection.getResponseCode());
      }
      var bytes = new byte[LONGEST_ANSWER];
      var length = 0;
      var in = connection.getInputStream();
      for (var more = 0; more >= 0 && length < LONGEST_ANSWER; length += Math.max(0, more)) {
        if (System.nanoTime() > end) {
          throw new IOException("the answer takes longer than " + TIMEOUT.toMillis() + " ms");
        }
        more = in.read(bytes, length, LONGEST_ANSWER - length);
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    } finally {
      connection.disconnect();
    }
  }

  private static URI uri(Assignment assignment, String address) {
    var asked = assignment.sessionCount();
    var path = asked.path() == null ? STANDARD_PATH : asked.path();
    var host = address.contains(":") ? "[" + address + "]" : address;
    return URI.create("http://" + host + ":" + assignment.port(asked.port()) + path);
  }

  private static int number(String text) throws IOException {
    try {
      JsonNode read = JSON.readTree(text);
      var number = read.isObject() ? read.path("sessions") : read;
      if (number.isIntegralNumber() && number.canConvertToInt() && number.asInt() >= 0) {
        return number.asInt();
      }
    } catch (JsonProcessingException e) {
      // It is told below what was answered.
    }
    var shown = text.length() <= 60 ? text : text.substring(0, 60) + "...";
    throw new IOException(
        "'" + shown + "' is neither a number nor JSON with a number named sessions");
  }
}
