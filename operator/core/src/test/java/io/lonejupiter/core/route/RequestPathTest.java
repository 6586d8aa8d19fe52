package io.lonejupiter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/../b, /b",
    "/a/./b, /a/b",
    "/a/.., /",
    "/a/., /a/",
    "/../../x, /x",
    "/.., /",
    "/a//../b, /a/b",
    "/a//b, /a//b",
    "/a/b/../../c/, /c/",
    "/a/%2e%2E/b, /b",
    "/%2e%2e/%2e%2e/c, /c",
    "/%61dmin, /admin",
    "/%7Euser, /~user",
    "/a/..%2fx, /a/..%2Fx",
    "/%c3%a4, /%C3%A4",
    "/a%, /a%",
    "/a%2, /a%2",
    "/a%zz, /a%zz",
    "/%25%32%65%2e/x, /%252e./x",
    "/a/.well-known/.../..b, /a/.well-known/.../..b",
    "*, *",
  })
  void oneFormForOneResource(String sent, String form) {
    assertThat(RequestPath.normalized(sent)).isEqualTo(form);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/..%2fx, true",
    "/a/%2e%2e;x/y, true",
    "/a%5C.., true",
    "/a%5c%2e.%5cb, true",
    "/..;, true",
    "/a/../b, false",
    "/a/...;/b, false",
    "/a..;b, false",
  })
  void dotsThatOnlySomeServersSee(String path, boolean hidden) {
    assertThat(RequestPath.hasHiddenDots(path)).isEqualTo(hidden);
  }
}
