package io.lonejupiter.apiserver.typed;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as objects have them: whole seconds, or microseconds. Pure; the errors are Go's. */
final class GoTime {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** A piece of a layout and what a text has in its place. */
  private record Piece(String layout, Pattern pattern, String range, int max) {
    static Piece digits(String layout, int count, String range, int max) {
      return new Piece(layout, Pattern.compile("\\d{" + count + "}"), range, max);
    }

    static Piece literal(String text) {
      return new Piece(text, Pattern.compile(Pattern.quote(text)), "", 0);
    }
  }

  private static final Piece ZONE =
      new Piece("Z07:00", Pattern.compile("Z|[+-]\\d\\d:\\d\\d"), "", 0);

  /** Go takes any fraction after seconds, even where the layout has none. */
  private static final Piece FRACTION = new Piece("", Pattern.compile("([.,]\\d+)?"), "", 0);

  private static final List<Piece> DATE =
      List.of(
          Piece.digits("2006", 4, "", 0),
          Piece.literal("-"),
          Piece.digits("01", 2, "month", 12),
          Piece.literal("-"),
          Piece.digits("02", 2, "day", 31),
          Piece.literal("T"),
          Piece.digits("15", 2, "hour", 23),
          Piece.literal(":"),
          Piece.digits("04", 2, "minute", 59),
          Piece.literal(":"),
          Piece.digits("05", 2, "second", 59));
  private static final List<Piece> SECOND_ZONE = List.of(FRACTION, ZONE);
  private static final List<Piece> MICRO_ZONE =
      List.of(new Piece(".000000", Pattern.compile("[.,]\\d{6}"), "", 0), ZONE);

  private GoTime() {}

  static String format(Instant time, boolean micros) {
    return (micros ? MICROS : SECONDS).format(time);
  }

  /**
   * The text in the form in which it is kept: UTC, whole seconds or exactly six digits more.
   *
   * @throws IOException it is no time
   */
  static String normal(String text, boolean micros) throws IOException {
    String layout = "2006-01-02T15:04:05" + (micros ? ".000000" : "") + "Z07:00";
    String failure = "parsing time \"" + text + "\" as \"" + layout + "\": cannot parse \"";
    int at = 0;
    for (List<Piece> part : List.of(DATE, micros ? MICRO_ZONE : SECOND_ZONE)) {
      for (Piece piece : part) {
        Matcher matcher = piece.pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
          throw new IOException(failure + text.substring(at) + "\" as \"" + piece.layout + "\"");
        }
        at = matcher.end();
        if (piece.max > 0 && outOfRange(piece, Integer.parseInt(matcher.group()))) {
          throw new IOException("parsing time \"" + text + "\": " + piece.range + " out of range");
        }
      }
    }
    if (at < text.length()) {
      throw new IOException(
          "parsing time \"" + text + "\": extra text: \"" + text.substring(at) + "\"");
    }
    try {
      return format(OffsetDateTime.parse(text.replace(',', '.')).toInstant(), micros);
    } catch (DateTimeException e) {
      throw new IOException("parsing time \"" + text + "\": day out of range", e);
    }
  }

  private static boolean outOfRange(Piece piece, int value) {
    boolean date = piece.range.equals("month") || piece.range.equals("day");
    return value > piece.max || date && value == 0;
  }
}
