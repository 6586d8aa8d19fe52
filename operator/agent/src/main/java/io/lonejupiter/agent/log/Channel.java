package io.lonejupiter.agent.log;

/** The two files that a process writes to. */
enum Channel {
  STDOUT("stdout"),
  STDERR("stderr");

  private final String word;

  Channel(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
