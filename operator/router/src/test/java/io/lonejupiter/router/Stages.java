package io.lonejupiter.router;

import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Folders;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One Consul for all tests of a class, and for each test a stage of its own. */
final class Stages
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  private Path folder;
  private ConsulServer consul;
  private Tools tools;
  private Stage stage;
  private int count;

  Stage stage() {
    return stage;
  }

  Tool wrk() {
    return tools.wrk();
  }

  ConsulServer consul() {
    return consul;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    tools = Tools.standard(System.err::println);
    try {
      folder = Files.createTempDirectory("lj");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    consul = ConsulServer.startForTest(tools.consul(), folder.resolve("consul"));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    stage = new Stage(consul.url(), tools.haproxy(), folder.resolve("stage" + count++));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stage.close();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    consul.close();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
