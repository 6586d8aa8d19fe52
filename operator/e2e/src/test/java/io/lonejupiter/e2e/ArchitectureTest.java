package io.lonejupiter.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls between the modules, and that the rules really saw the classes they speak of. */
class ArchitectureTest {
  private static final String ROOT = "io.lonejupiter.";

  /** Module to the modules it may use; the list reads from the bottom up. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("model", List.of()),
          Map.entry("core", List.of("model")),
          Map.entry("tools", List.of()),
          Map.entry("consul", List.of("core", "model")),
          Map.entry("kubernetes", List.of("core", "model")),
          Map.entry("apiserver", List.of("core")),
          Map.entry("artifacts", List.of("core", "model")),
          Map.entry("agent", List.of("consul", "core", "model")),
          Map.entry("router", List.of("consul", "core", "model")),
          Map.entry(
              "server", List.of("apiserver", "artifacts", "consul", "core", "kubernetes", "model")),
          Map.entry(
              "cli",
              List.of(
                  "agent", "consul", "core", "kubernetes", "model", "router", "server", "tools")));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lonejupiter");
  }

  @Test
  void everyModuleWasSeen() {
    for (var module : MAY_USE.keySet()) {
      var seen = classes.stream().filter(c -> c.getPackageName().startsWith(ROOT + module)).count();
      assertThat(seen).as(module).isGreaterThan(5);
    }
  }

  @Test
  void modulesUseOnlyWhatLiesBelowThem() {
    for (var module : MAY_USE.keySet()) {
      var others =
          MAY_USE.keySet().stream()
              .filter(other -> !other.equals(module) && !MAY_USE.get(module).contains(other))
              .map(other -> ROOT + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + module + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(classes);
    }
  }

  @Test
  void agentAndRouterKnowNothingOfKubernetes() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + "agent..", ROOT + "router..", ROOT + "consul..", ROOT + "core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8.kubernetes..", "io.javaoperatorsdk..", "io.vertx..")
        .check(classes);
  }

  @Test
  void theCoreDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "core..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.file..", "java.util.concurrent..", "org.slf4j..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "core..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(classes);
  }

  @Test
  void reconcilersReachConsulOnlyThroughPorts() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "kubernetes..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.ecwid..", ROOT + "consul..")
        .check(classes);
  }

  @Test
  void packagesOfAModuleFormNoCycles() {
    for (var module : List.of("core", "agent", "router", "apiserver")) {
      SlicesRuleDefinition.slices()
          .matching(ROOT + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .check(classes);
    }
  }
}
