package io.lonejupiter.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.SourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariablesTest {
  private static final Assignment WEB =
      new Assignment(
          1,
          "shop",
          "web-1",
          "web",
          "web-map",
          "r1",
          new ResolvedArtifact(
              "web",
              "1.2.0",
              "main",
              "0".repeat(64),
              ArtifactFormat.ZIP,
              new ArtifactSource(SourceType.STORED, null)),
          null,
          null,
          null,
          null,
          null,
          "127.0.0.5",
          List.of(new AllocatedPort("http", 20001), new AllocatedPort("grpc-web", 20002)),
          null,
          Desired.RUNNING,
          null,
          null);

  @ParameterizedTest
  @CsvSource({
    "$(PORT), 20001",
    "--port=$(PORT_HTTP)/$(PORT_GRPC_WEB), --port=20001/20002",
    "http://$(HOST):$(PORT)/, http://127.0.0.5:20001/",
    "$(APP) $(VERSION) $(BRANCH) $(MAP), web 1.2.0 main web-map",
    "$(NAMESPACE)/$(INSTANCE)@$(HOST_NAME), shop/web-1@host-1",
    "$$(PORT), $(PORT)",
    "$(UNKNOWN) $$(UNKNOWN), $(UNKNOWN) $(UNKNOWN)",
    "$PORT ${PORT} $() $(, $PORT ${PORT} $() $(",
    "\\1 $0, \\1 $0",
  })
  void expandsWhatItKnowsAndLeavesTheRest(String text, String expanded) {
    assertThat(Variables.expand(text, Variables.of(WEB, "127.0.0.1", "host-1")))
        .isEqualTo(expanded);
  }

  @Test
  void doesNotExpandWhatAValueBringsIn() {
    var values = Variables.of(WEB, "127.0.0.1", "host-1");
    values.put("BRANCH", "$(PORT)");
    assertThat(Variables.expand("$(BRANCH)", values)).isEqualTo("$(PORT)");
  }
}
