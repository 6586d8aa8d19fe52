package io.lonejupiter.router.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulConfigEntries.ForeignEntryException;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported, in a real Consul. */
class ExporterIT {
  private static ConsulServer consul;
  private static ConsulHttp http;

  @BeforeAll
  static void startConsul(@TempDir Path folder) {
    consul = ConsulServer.startForTest(Tools.standard(System.err::println).consul(), folder);
    http = new ConsulHttp(ConsulAddress.parse(consul.url(), null));
  }

  @AfterAll
  static void stopConsul() {
    consul.close();
  }

  @Test
  void consulTakesTheEntriesAndThoseOfOthersStay() throws Exception {
    var exporter = new Exporter(http, "c1");
    var entries = Format.CONSUL.render(ExportSample.table(), "c1").entries();
    assertThat(exporter.write(Format.CONSUL, entries)).isEqualTo(entries.size());
    assertThat(exporter.write(Format.CONSUL, entries)).as("the second time").isZero();

    assertThat(ask("GET", "/v1/config/service-splitter/prod-shop-shop", ""))
        .contains("\"Weight\":95", "prod-shop-1-1-0");
    assertThat(ask("GET", "/v1/config/service-router/prod-shop", ""))
        .contains("\"Service\":\"prod-shop-shop\"", "\"PrefixRewrite\":\"/\"");
    // Another cluster's export, and what others wrote, are left alone.
    ask(
        "PUT",
        "/v1/config",
        "{\"Kind\":\"service-defaults\",\"Name\":\"theirs\",\"Protocol\":\"http\"}");
    assertThat(new Exporter(http, "c2").write(Format.CONSUL, Map.of())).isZero();
    var clash =
        Map.of(
            "service-defaults/theirs",
            "{\"Kind\":\"service-defaults\",\"Name\":\"theirs\",\"Protocol\":\"tcp\"}");
    assertThatThrownBy(() -> exporter.write(Format.CONSUL, clash))
        .isInstanceOf(ForeignEntryException.class)
        .hasMessageContaining("service-defaults/theirs");

    assertThat(exporter.write(Format.CONSUL, Map.of())).isEqualTo(entries.size());
    assertThat(ask("GET", "/v1/config/service-router", "")).isEqualTo("[]");
    assertThat(ask("GET", "/v1/config/service-defaults", "")).contains("theirs");
  }

  @Test
  void keysOfAnEarlierExportGoAndThoseOfOthersStay() {
    var store = new ConsulKeyValues(http);
    store.commit(
        List.of(
            new Put("traefik/http/routers/mine/rule", new byte[] {'x'}),
            new Put("fabio/config/mine", new byte[] {'x'})));
    for (var format : List.of(Format.TRAEFIK, Format.FABIO)) {
      var prefix = format == Format.TRAEFIK ? "traefik/" : "fabio/";
      var exporter = new Exporter(http, "c1");
      var entries = format.render(ExportSample.table(), "c1").entries();
      assertThat(exporter.write(format, entries)).isEqualTo(entries.size());
      assertThat(exporter.write(format, entries)).isZero();
      assertThat(store.list(prefix).entries()).hasSize(entries.size() + 1);
      assertThat(new Exporter(http, "c").write(format, Map.of())).as("cluster c").isZero();
      assertThat(exporter.write(format, Map.of())).isEqualTo(entries.size());
      assertThat(store.list(prefix).entries()).hasSize(1);
    }
  }

  private static String ask(String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(consul.url() + path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body().strip();
  }
}
