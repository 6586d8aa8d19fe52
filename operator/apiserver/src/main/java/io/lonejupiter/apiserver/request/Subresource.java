package io.lonejupiter.apiserver.request;

/** The part of an object that a request may write. */
public enum Subresource {
  NONE(""),
  STATUS("status"),
  FINALIZE("finalize"),
  SCALE("scale");

  private final String path;

  Subresource(String path) {
    this.path = path;
  }

  public String path() {
    return path;
  }
}
