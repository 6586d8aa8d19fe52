package io.lonejupiter.apiserver.audit;

import io.lonejupiter.apiserver.security.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that lines are appended to, readable by its owner alone. When it is full it is put aside
 * and a new one is begun. Used by one thread.
 */
final class RotatingFile implements AutoCloseable {
  private final Path file;
  private final long maxBytes;
  private final int files;
  private OutputStream out;
  private long size;
  private boolean torn;

  RotatingFile(Path file, long maxBytes, int files) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.files = files;
  }

  /**
   * Appends a line. After a failure the file is opened anew by the next call, and a line that was
   * written in part is ended there.
   *
   * @throws IOException it could not be written, or not wholly
   */
  void append(byte[] line) throws IOException {
    try {
      if (out == null) {
        open();
      }
      if (size > 0 && size + line.length > maxBytes) {
        out.close();
        out = null;
        rotate();
        open();
      }
      if (torn) {
        out.write('\n');
        size++;
        torn = false;
      }
      torn = true;
      out.write(line);
      torn = false;
      size += line.length;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void open() throws IOException {
    if (!Files.exists(file)) {
      PrivateFiles.write(file, "");
      torn = false;
    }
    out = Files.newOutputStream(file, StandardOpenOption.APPEND);
    size = Files.size(file);
  }

  private void rotate() throws IOException {
    for (int number = files - 1; number > 0; number--) {
      Path from = number == 1 ? file : aside(number - 1);
      if (Files.exists(from)) {
        Files.move(from, aside(number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (files == 1) {
      Files.delete(file);
    }
  }

  private Path aside(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
