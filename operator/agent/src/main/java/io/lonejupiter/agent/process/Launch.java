package io.lonejupiter.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that is needed to start a process.
 *
 * @param command the program's file and its arguments, expanded
 * @param environment all of it; nothing is inherited
 * @param folder working folder
 */
public record Launch(
    List<String> command, Map<String, String> environment, Path folder, Path stdout, Path stderr) {}
