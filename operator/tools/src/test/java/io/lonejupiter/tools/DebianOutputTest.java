package io.lonejupiter.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What apt, dpkg-deb and ldd print, and what is made of it. */
class DebianOutputTest {

  @Test
  void takesTheMainArchiveAndNeitherSecurityNorUpdatesNorStrangers() {
    String targets =
        """
        https://node.example/x/|Node|nodistro|main|Packages|/usr/share/keyrings/node.gpg
        file:///srv/debian-security/|Debian|bookworm-security|main|Packages|
        file:///srv/debian/|Debian|bookworm-updates|main|Packages|
        file:///srv/debian/|Debian|bookworm|main|Translations|
        file:///srv/debian/|Debian|bookworm|main|Packages|/k/a.gpg
        """;

    assertThat(DebianMirror.parse(targets))
        .contains(new DebianMirror("file:///srv/debian/", "bookworm", List.of("/k/a.gpg")));
  }

  @Test
  void knowsTheArchiveByItsPathWhereNoIndexWasFetchedYet() {
    String targets =
        """
        https://other.example/tools/|$(ORIGIN)|bookworm|main|Packages|$(SIGNED_BY)
        file:///srv/debian/|$(ORIGIN)|bookworm|main|Packages|$(SIGNED_BY)
        """;

    assertThat(DebianMirror.parse(targets))
        .contains(new DebianMirror("file:///srv/debian/", "bookworm", List.of()));
  }

  @Test
  void findsNoDebianArchiveOnAnotherDistribution() {
    assertThat(DebianMirror.parse("http://a.example/ubuntu/|Ubuntu|jammy|main|Packages|"))
        .isEmpty();
    assertThat(DebianMirror.parse("")).isEmpty();
  }

  @Test
  void writesASourceThatAptChecksAgainstTheKeyrings() {
    DebianMirror mirror = new DebianMirror("file:///srv/debian/", "x", List.of("/a", "/b"));

    assertThat(AptRoot.sourceLine(mirror, "trixie"))
        .isEqualTo(
            "deb [target=Packages lang=none signed-by=/a,/b] file:///srv/debian/ trixie"
                + " main\n");
  }

  @Test
  void readsThePackageVersion() {
    assertThat(AptRoot.versionIn("   haproxy | 2.6.12-1+deb12u3 | file:///srv/debian x"))
        .contains("2.6.12-1+deb12u3");
    assertThat(AptRoot.versionIn("")).isEmpty();
  }

  @Test
  void triesTheOwnReleaseFirstOnlyWhereItHasTheTool() {
    assertThat(ToolKind.HAPROXY.suitesFor("trixie")).containsExactly("trixie", "bookworm");
    assertThat(ToolKind.HAPROXY.suitesFor("sid")).containsExactly("sid", "bookworm", "trixie");
    assertThat(ToolKind.CONSUL.suitesFor("trixie")).containsExactly("bullseye");
  }

  @Test
  void readsTheMissingLibraries() {
    String ldd =
        """
        \tlinux-vdso.so.1 (0x00007ffd)
        \tlibluajit-5.1.so.2 => not found
        \tlibssl.so.3 => /lib/x86_64-linux-gnu/libssl.so.3 (0x00007f)
        \tlibluajit-5.1.so.2 => not found
        """;

    assertThat(SharedLibraries.missingIn(ldd)).containsExactly("libluajit-5.1.so.2");
    assertThat(SharedLibraries.missingIn("\tnot a dynamic executable")).isEmpty();
  }

  @Test
  void asksForLibraryPackagesAndNeverForTheCLibrary() {
    String depends =
        "libc6 (>= 2.34), libcrypt1 (>= 1:4.1.0), liblua5.3-0, libssl3 (>= 3.0.0) | libssl4,"
            + " libsystemd0:any, adduser, lsb-base (>= 3.0-6)";

    assertThat(DebianPackages.libraryPackages(depends))
        .containsExactly("libcrypt1", "liblua5.3-0", "libssl3", "libsystemd0");
  }

  @Test
  void startsWithThePackageThatIsNamedLikeTheMissingLibrary() {
    ArrayDeque<String> packages =
        new ArrayDeque<>(List.of("libcrypt1", "liblua5.3-0", "libpcre2-8-0", "libssl3t64"));

    assertThat(
            DebianPackages.likelyFirst(
                packages, List.of("libssl.so.3", "liblua5.3.so.0", "libpcre2-8.so.0")))
        .containsExactly("liblua5.3-0", "libpcre2-8-0", "libssl3t64", "libcrypt1");
  }
}
