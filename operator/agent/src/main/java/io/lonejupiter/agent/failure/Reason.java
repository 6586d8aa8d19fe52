package io.lonejupiter.agent.failure;

/** The one word of a failure, as it stands in the report. */
public enum Reason {
  ARTIFACT_NOT_FOUND("ArtifactNotFound"),
  CHECKSUM_MISMATCH("ChecksumMismatch"),
  COMMAND_NOT_FOUND("CommandNotFound"),
  CRASH_LOOP("CrashLoop"),
  FETCH_FAILED("FetchFailed"),
  INSTALL_FAILED("InstallFailed"),
  PORT_IN_USE("PortInUse"),
  REGISTRATION_REFUSED("RegistrationRefused"),
  START_FAILED("StartFailed"),
  STOP_FAILED("StopFailed"),
  UNPACK_REFUSED("UnpackRefused"),
  UNREADABLE_ASSIGNMENT("UnreadableAssignment"),
  UNSUPPORTED_SOURCE("UnsupportedSource"),
  VERIFICATION_FAILED("VerificationFailed");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** Whether only another assignment can help, so that trying again is of no use. */
  public boolean lasting() {
    return this == UNPACK_REFUSED || this == UNSUPPORTED_SOURCE;
  }

  @Override
  public String toString() {
    return word;
  }
}
