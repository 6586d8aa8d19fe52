package io.lonejupiter.agent.instance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.core.document.Assignment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an app how many sessions it has. */
final class SessionCounter {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int LONGEST_ANSWER = 4096;
  private static final String STANDARD_PATH = "/sessions";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  private SessionCounter() {}

  /**
   * The number that it answers.
   *
   * @param address what the instance listens on
   * @throws IOException it does not answer in time, or no number; the message says what instead
   */
  static int count(Assignment assignment, String address) throws IOException, InterruptedException {
    var uri = uri(assignment, address);
    var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build();
    try {
      var answer = HTTP.send(request, BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new IOException("status " + answer.statusCode());
        }
        var bytes = body.readNBytes(LONGEST_ANSWER);
        return number(new String(bytes, StandardCharsets.UTF_8).strip());
      }
    } catch (IOException e) {
      var what = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new IOException("GET " + uri + ": " + what, e);
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
