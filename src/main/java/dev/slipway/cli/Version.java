package dev.slipway.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells the version that the build wrote into the jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "slipway " + (version == null ? "(built from source)" : version), "Java " + Runtime.version()
    };
  }
}
