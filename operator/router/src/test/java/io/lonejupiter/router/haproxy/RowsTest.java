package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowsTest {
  private static final String TABLE =
      """
      # pxname,svname,qcur,scur,
      s0,i1,,2,
      s0,BACKEND,0,3,

      """;

  @Test
  void haveTheColumnsThatAreAskedFor() {
    assertThat(Rows.commaSeparated(TABLE, "scur", "pxname"))
        .extracting(row -> row.get("pxname") + row.get("scur"))
        .containsExactly("s02", "s03");
    assertThat(Rows.commaSeparated(TABLE, "qcur").get(0).get("qcur")).isEmpty();
  }

  @Test
  void haveTheLastColumnOfALine() {
    assertThat(Rows.spaced("1\n# id name\n1 s0\n", "name"))
        .extracting(row -> row.get("name"))
        .containsExactly("s0");
  }

  @Test
  void areOfEachTableThatFollowsAnother() {
    assertThat(Rows.commaSeparated(TABLE + TABLE, "scur")).hasSize(4);
  }

  @Test
  void areRefusedWhereSomethingIsMissing() {
    assertThatThrownBy(() -> Rows.commaSeparated("no such backend", "scur"))
        .isInstanceOf(ProxyException.class)
        .hasMessageContaining("no such backend");
    assertThatThrownBy(() -> Rows.commaSeparated(TABLE, "rtime"))
        .isInstanceOf(ProxyException.class)
        .hasMessageContaining("rtime");
    assertThatThrownBy(() -> Rows.commaSeparated("# pxname,svname,scur,\ns0,i1\n", "scur"))
        .isInstanceOf(ProxyException.class)
        .hasMessageContaining("s0,i1");
    assertThatThrownBy(() -> Rows.spaced("# port state id\n80", "port"))
        .isInstanceOf(ProxyException.class)
        .hasMessageContaining("80");
  }
}
