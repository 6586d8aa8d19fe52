package io.lonejupiter.cli;

import io.lonejupiter.cli.command.LoneJupiterCommand;

/** The program behind the launcher. */
public final class Main {
  private Main() {}

  /** Exits 0 when all went well, 1 with a sentence when it did not, 2 on wrong usage. */
  public static void main(String[] arguments) {
    System.exit(LoneJupiterCommand.execute(arguments));
  }
}
