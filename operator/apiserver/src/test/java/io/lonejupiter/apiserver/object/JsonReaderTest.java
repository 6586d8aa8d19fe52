package io.lonejupiter.apiserver.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReaderTest {
  private static JsonReader.Document read(String text) throws IOException {
    return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{bad|invalid character 'b' looking for beginning of object key string",
        "{\"a\"|unexpected end of JSON input",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 \"b\"}|invalid character '\"' after object key:value pair",
        "[1 2]|invalid character '2' after array element",
        "{} x|invalid character 'x' after top-level value",
        "nul!|invalid character '!' in literal null (expecting 'l')",
        "-x|invalid character 'x' in numeric literal",
        "1.x|invalid character 'x' after decimal point in numeric literal",
        "1ex|invalid character 'x' in exponent of numeric literal",
        "\"\\x\"|invalid character 'x' in string escape code",
        "\"\\u12g4\"|invalid character 'g' in \\u hexadecimal character escape",
        "`'`|invalid character '\\'' looking for beginning of value",
      })
  void saysWhatIsWrongInTheWordsOfKubernetes(String text, String why) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessage(why);
  }

  @Test
  void keepsWholeNumbersWholeAndOthersShort() throws IOException {
    String numbers = "[1,1.0,-0,1e3,9223372036854775807,9223372036854775808,0.1,1e21,1e-7,1.50]";
    var read = read(numbers).root();
    JsonReader.settle(read);
    assertThat(GoText.json(read))
        .isEqualTo("[1,1,0,1000,9223372036854775807,9223372036854776000,0.1,1e+21,1e-7,1.5]");
  }

  @Test
  void readsEscapesAndReplacesHalvesOfPairs() throws IOException {
    assertThat(read("\"\\u00e4\\ud83d\\ude00\\ud83dx\\n\"").root().asText())
        .isEqualTo("ä\ud83d\ude00\ufffdx\n");
  }

  @Test
  void writesValuesAsGoDoes() throws IOException {
    var value = read("{\"b\":[1,\"x\",null,1.5],\"a\":{\"<\":true}}").root();
    assertThat(GoText.json(value)).isEqualTo("{\"a\":{\"\\u003c\":true},\"b\":[1,\"x\",null,1.5]}");
    assertThat(GoText.plain(value)).isEqualTo("map[a:map[<:true] b:[1 x <nil> 1.5]]");
    assertThat(GoText.syntax(value))
        .isEqualTo(
            "map[string]interface {}{\"a\":map[string]interface {}{\"<\":true},"
                + " \"b\":[]interface {}{1, \"x\", interface {}(nil), 1.5}}");
    assertThat(GoText.quoted("a\u0007\u2028\"")).isEqualTo("\"a\\a\\u2028\\\"\"");
  }
}
