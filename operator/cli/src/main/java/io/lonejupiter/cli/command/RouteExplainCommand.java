package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.show.RouteViews;
import io.lonejupiter.core.route.RequestPath;
import io.lonejupiter.router.table.Explanation;
import io.lonejupiter.router.table.Request;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code route explain}: where a request goes, and why. */
@Command(
    name = "explain",
    description = {
      "Says which route a request comes to, which others it passes and why, and which instances",
      "may answer it. Sends nothing. Exits 1 if no route takes it."
    })
final class RouteExplainCommand implements Callable<Integer> {
  @Mixin private RouteOptions routers;

  @Parameters(index = "0", paramLabel = "URL", description = "http://HOST/PATH?QUERY")
  private String url;

  @Option(
      names = {"-X", "--method"},
      paramLabel = "METHOD",
      defaultValue = "GET",
      description = "Default: ${DEFAULT-VALUE}.")
  private String method;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description = "A header. Of Host the value stands in place of the URL's.")
  private List<String> headers = List.of();

  @Option(names = "--cookie", paramLabel = "NAME=VALUE", description = "A cookie.")
  private List<String> cookies = List.of();

  @Override
  public Integer call() {
    var request = request();
    var reading = routers.read();
    var explanation = Explanation.of(reading.table(), request);
    System.out.print(RouteViews.explanation(request, explanation));
    reading
        .errors()
        .forEach(
            (id, error) ->
                System.out.println(
                    "not obeyed, so that routers may go on with an older revision: "
                        + id
                        + ": "
                        + error));
    return explanation.found().isPresent() ? 0 : 1;
  }

  private Request request() {
    try {
      var address = new URI(url.contains("://") ? url : "http://" + url);
      if (address.getHost() == null) {
        throw new CommandFailure("'" + url + "' names no host: write http://HOST/PATH");
      }
      var named = pairs(headers, ":");
      var host =
          named.entrySet().stream()
              .filter(each -> each.getKey().toLowerCase(Locale.ROOT).equals("host"))
              .map(each -> each.getValue().replaceFirst(":\\d*$", ""))
              .findFirst()
              .orElse(address.getHost());
      if (host.matches(".*[/?,@\\\\].*")) {
        throw new CommandFailure("'" + host + "' is no name of a host: routers answer it 400");
      }
      var path = address.getRawPath();
      if (RequestPath.hasHiddenDots(path)) {
        throw new CommandFailure(
            "routers answer '" + path + "' 400: " + RequestPath.NO_HIDDEN_DOTS);
      }
      return new Request(
          method,
          host,
          path.isEmpty() ? "/" : path,
          named,
          cookies(named),
          Request.parameters(address.getRawQuery()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new CommandFailure("'" + url + "' is no URL: " + e.getMessage(), e);
    }
  }

  /** Those of the options, and of a header. */
  private Map<String, String> cookies(Map<String, String> named) {
    var all = new ArrayList<>(cookies);
    named.forEach(
        (name, value) -> {
          if (name.equalsIgnoreCase("cookie")) {
            all.addAll(List.of(value.split("; *")));
          }
        });
    return pairs(all, "=");
  }

  private static Map<String, String> pairs(List<String> words, String separator) {
    var pairs = new LinkedHashMap<String, String>();
    for (var word : words) {
      var at = word.indexOf(separator);
      if (at < 1) {
        throw new CommandFailure("'" + word + "' is not written as NAME" + separator + "VALUE");
      }
      // Of headers of one name the last counts, of cookies the first, as in HAProxy.
      pairs.merge(
          word.substring(0, at).strip(),
          word.substring(at + 1).strip(),
          (first, last) -> separator.equals("=") ? first : last);
    }
    return pairs;
  }
}
