package io.lonejupiter.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.core.port.KeyValues.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RepeatedListTest {
  private final RepeatedList list = new RepeatedList();

  /** As Consul writes it. */
  private static String entry(String key, String value, long index) {
    return "{\"LockIndex\":0,\"Key\":\"%s\",\"Flags\":0,\"Value\":\"%s\",\"CreateIndex\":3,\"ModifyIndex\":%d}"
        .formatted(
            key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)), index);
  }

  private List<Entry> read(String... entries) throws IOException {
    return list.read(bytes("[" + String.join(",", entries) + "]"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String shown(Entry entry) {
    return entry.key() + "=" + new String(entry.value(), StandardCharsets.UTF_8);
  }

  @Test
  void takesOverWhatIsTheSame() throws IOException {
    var before = read(entry("a", "1", 5), entry("b", "2", 6), entry("c", "3", 7));
    var after = read(entry("a", "1", 5), entry("b", "two and more", 8), entry("c", "3", 7));
    assertThat(after.get(0)).isSameAs(before.get(0));
    assertThat(after.get(2)).isSameAs(before.get(2));
    assertThat(shown(after.get(1))).isEqualTo("b=two and more");
    assertThat(after.get(1).modifyIndex()).isEqualTo(8);
  }

  @Test
  void goesByWhatStandsThereAndNotByTheIndex() throws IOException {
    read(entry("a", "of one store", 5));
    assertThat(read(entry("a", "of its heir!", 5)))
        .extracting(RepeatedListTest::shown)
        .containsExactly("a=of its heir!");
  }

  @Test
  void takesOverWhatStandsBehindNewOnesAndGoneOnes() throws IOException {
    var before = read(entry("b", "2", 6), entry("c", "3", 7), entry("e", "5", 9));
    var after = read(entry("a", "1", 10), entry("b", "2", 6), entry("e", "5", 9));
    assertThat(after.get(1)).isSameAs(before.get(0));
    assertThat(shown(after.get(2))).isEqualTo("e=5");
    assertThat(read(entry("e", "5", 9)).get(0)).isSameAs(after.get(2));
    assertThat(read()).isEmpty();
  }

  @Test
  void readsBlanksAndNothing() throws IOException {
    assertThat(list.read(bytes(" [ ] \n"))).isEmpty();
    var text = "[\n  " + entry("a", "1", 5) + " ,\n " + entry("b", "", 6) + "\n]\n";
    assertThat(list.read(bytes(text)))
        .extracting(RepeatedListTest::shown)
        .containsExactly("a=1", "b=");
    var held = entry("c", "1", 7).replace("\"Flags\"", "\"Session\":\"s\",\"Flags\"");
    assertThat(read(held, entry("d", "", 8).replace("\"\",\"C", "null,\"C")))
        .extracting(Entry::session)
        .containsExactly("s", null);
  }

  @Test
  void whatBreaksOffIsNoAnswerAndForgetsNothing() throws IOException {
    var before = read(entry("a", "1", 5), entry("b", "2", 6));
    var whole = "[" + entry("a", "1", 5) + "," + entry("b", "2", 6) + "]";
    for (var length = 0; length < whole.length(); length++) {
      var cut = bytes(whole.substring(0, length));
      assertThatThrownBy(() -> list.read(cut)).isInstanceOf(IOException.class);
    }
    for (var wrong : List.of("{}", "[1]", "[{}]", "null", "[" + entry("a", "1", 5) + "x]")) {
      assertThatThrownBy(() -> list.read(bytes(wrong))).isInstanceOf(IOException.class);
    }
    assertThat(list.read(bytes(whole)).get(1)).isSameAs(before.get(1));
  }

  @Test
  void readsWhateverComesAsOneWouldThatRemembersNothing() throws IOException {
    var random = new Random(7);
    var stored = new TreeMap<String, String>();
    for (var index = 1; index <= 2_000; index++) {
      change(stored, random, index);
      var answer = bytes("[" + String.join(",", stored.values()) + "]");
      assertThat(texts(list.read(answer))).isEqualTo(texts(new RepeatedList().read(answer)));
      assertThat(texts(list.read(answer))).hasSameSizeAs(stored.values());
    }
  }

  private static void change(Map<String, String> stored, Random random, int index) {
    for (var times = random.nextInt(4); times > 0; times--) {
      var key = "k" + random.nextInt(30);
      if (random.nextInt(3) == 0) {
        stored.remove(key);
      } else {
        stored.put(key, entry(key, "v".repeat(random.nextInt(9)) + random.nextInt(4), index));
      }
    }
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream()
        .map(entry -> shown(entry) + "@" + entry.modifyIndex())
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
