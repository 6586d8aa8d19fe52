package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds fields that a JSON text gives twice, which a parsed tree no longer shows. Pure. */
public final class DuplicateFields {
  private static final JsonFactory FACTORY = new JsonFactory();

  private DuplicateFields() {}

  /** The paths given more than once, in the order of the text. The text must be valid JSON. */
  public static List<String> in(byte[] json) throws IOException {
    List<String> found = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      value(parser, "", found);
    }
    return found;
  }

  private static void value(JsonParser parser, String path, List<String> found) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Set<String> seen = new HashSet<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String child = path.isEmpty() ? name : path + "." + name;
        if (!seen.add(name)) {
          found.add(child);
        }
        parser.nextToken();
        value(parser, child, found);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        value(parser, path + "[" + i + "]", found);
      }
    }
  }
}
