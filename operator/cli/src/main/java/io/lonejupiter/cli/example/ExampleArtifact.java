package io.lonejupiter.cli.example;

/** One artifact of the sample app that the examples need. */
public record ExampleArtifact(
    String namespace, String app, String version, String branch, String commit) {}
