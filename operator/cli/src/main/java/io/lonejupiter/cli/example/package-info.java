/** Builds, uploads and applies what lies in {@code examples/}. */
package io.lonejupiter.cli.example;
