package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Between the version an object is kept in and a version it is served in. Pure, must not lose. */
public interface Conversion {

  /** From the stored to the served form; may answer the argument itself. */
  ObjectNode toServed(ObjectNode stored);

  /** From the served to the stored form; may answer the argument itself. */
  ObjectNode toStored(ObjectNode served);

  /** The apiVersion of the stored form. */
  String storedVersion();

  /** Whether the stored form is served as it is where its version is the one that is served. */
  default boolean isByNameOnly() {
    return false;
  }

  /** For kinds whose versions differ in name only. */
  static Conversion versionOnly(String servedVersion, String storedVersion) {
    return new Conversion() {
      @Override
      public boolean isByNameOnly() {
        return true;
      }

      @Override
      public ObjectNode toServed(ObjectNode stored) {
        return named(stored, servedVersion);
      }

      @Override
      public ObjectNode toStored(ObjectNode served) {
        return named(served, storedVersion);
      }

      @Override
      public String storedVersion() {
        return storedVersion;
      }
    };
  }

  private static ObjectNode named(ObjectNode object, String apiVersion) {
    JsonNode current = object.path("apiVersion");
    return current.asText().equals(apiVersion)
        ? object
        : object.deepCopy().put("apiVersion", apiVersion);
  }
}
