package io.lonejupiter.agent.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file beside the logs that says when they grew, where runs begin and end, and where the
 * current files begin: a line each, appended, {@code <letter> <epoch milliseconds> <stdout>
 * <stderr>}. A line that was cut off by a crash is skipped.
 */
final class LogJournal {
  /** What a line says. */
  enum Kind {
    /** The logs had these sizes. */
    GREW('T'),
    /** A process is started, whose output begins here. */
    RUN('R'),
    /** The last run could not be started. */
    NO_RUN('X'),
    /** The process has ended. */
    ENDED('E'),
    /** The current files begin here; what is before is in the rotated ones. */
    BASE('B');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  /** One line. */
  record Note(Kind kind, long time, Offsets offsets) {
    String text() {
      return kind.letter + " " + time + " " + offsets.stdout() + " " + offsets.stderr() + "\n";
    }

    static Optional<Note> parse(String line) {
      var words = line.split(" ");
      if (words.length != 4 || words[0].length() != 1) {
        return Optional.empty();
      }
      for (var kind : Kind.values()) {
        if (kind.letter == words[0].charAt(0)) {
          return offsets(words).map(at -> new Note(kind, Long.parseLong(words[1]), at));
        }
      }
      return Optional.empty();
    }

    private static Optional<Offsets> offsets(String[] words) {
      for (var i = 1; i < words.length; i++) {
        if (!words[i].matches("[0-9]{1,18}")) {
          return Optional.empty();
        }
      }
      return Optional.of(new Offsets(Long.parseLong(words[2]), Long.parseLong(words[3])));
    }
  }

  private final Path file;
  private int lines;

  LogJournal(Path file) {
    this.file = file;
  }

  List<Note> load() throws IOException {
    var notes = new ArrayList<Note>();
    try {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1);
      // The last line may have been cut off in the middle of a number.
      var whole = text.substring(0, text.lastIndexOf('\n') + 1);
      whole.lines().forEach(line -> Note.parse(line).ifPresent(notes::add));
      if (whole.length() < text.length()) {
        rewrite(notes);
      }
    } catch (NoSuchFileException e) {
      return notes;
    }
    lines = notes.size();
    return notes;
  }

  void append(Note note) throws IOException {
    Files.writeString(
        file,
        note.text(),
        StandardCharsets.ISO_8859_1,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    lines++;
  }

  /** The file was deleted with its folder. */
  void deleted() {
    lines = 0;
  }

  int lines() {
    return lines;
  }

  void rewrite(List<Note> notes) throws IOException {
    var text = new StringBuilder();
    notes.forEach(note -> text.append(note.text()));
    var partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.writeString(partial, text, StandardCharsets.ISO_8859_1);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    lines = notes.size();
  }
}
