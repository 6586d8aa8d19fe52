package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.text.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a check of a value found: its failures, each sentence once, and how many parts of the schema
 * were checked, which tells the alternative of an {@code anyOf} that is nearest.
 */
final class Failures {
  /** One failure with the sentence that makes it unique. */
  private record Failure(String sentence, FieldError error) {}

  private final List<Failure> failures = new ArrayList<>();
  private final Set<String> sentences = new HashSet<>();
  private int checked;

  boolean isEmpty() {
    return failures.isEmpty();
  }

  int checked() {
    return checked;
  }

  void count() {
    checked++;
  }

  void forgive() {
    failures.clear();
    sentences.clear();
  }

  void merge(Failures other) {
    other.failures.forEach(each -> add(each.sentence, each.error));
    checked += other.checked;
  }

  /** A failure that belongs to no field. */
  void general(String sentence) {
    add(sentence, FieldError.invalid("<nil>", "", sentence));
  }

  void invalid(String path, JsonNode value, String words) {
    String sentence = path + " in body " + words;
    add(sentence, FieldError.invalid(field(path), value, sentence));
  }

  void notPositive(String path, JsonNode factor) {
    String sentence =
        "factor MultipleOf declared for " + path + " must be positive: " + GoText.plain(factor);
    add(sentence, FieldError.invalid(field(path), factor, sentence));
  }

  void type(String path, String wanted, String actual) {
    String sentence = path + " in body must be of type " + wanted + ": " + GoText.quoted(actual);
    add(
        sentence,
        new FieldError(
            field(path), FieldError.Reason.TYPE_INVALID, TextNode.valueOf(actual), sentence));
  }

  void required(String path) {
    add(path + " in body is required", FieldError.required(field(path), ""));
  }

  void tooLong(String path, int max) {
    add(
        path + " in body should be at most " + max + " chars long",
        FieldError.tooLong(field(path), max));
  }

  void tooMany(String path, int actual, int max, String what) {
    add(
        path + " in body should have at most " + max + " " + what,
        FieldError.tooMany(field(path), actual, max));
  }

  void notSupported(String path, JsonNode value, List<JsonNode> allowed) {
    List<String> names =
        allowed.stream().map(each -> each.isTextual() ? each.asText() : GoText.json(each)).toList();
    add(
        path + " in body should be one of " + names,
        FieldError.notSupported(field(path), value, names));
  }

  private void add(String sentence, FieldError error) {
    if (sentences.add(sentence)) {
      failures.add(new Failure(sentence, error));
    }
  }

  private static String field(String path) {
    return path.startsWith(".") ? path.substring(1) : path;
  }

  /** The errors below a field, {@code <nil>} for the root. */
  List<FieldError> errors(String below) {
    if (below.isEmpty()) {
      return failures.stream().map(Failure::error).toList();
    }
    return failures.stream()
        .map(Failure::error)
        .map(e -> new FieldError(join(below, e.path()), e.reason(), e.value(), e.detail()))
        .toList();
  }

  private static String join(String below, String path) {
    if (path.isEmpty() || path.equals("<nil>")) {
      return below;
    }
    return path.startsWith("[") ? below + path : below + "." + path;
  }
}
