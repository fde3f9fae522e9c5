package dev.slipway.blueprint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What files may refer to beyond themselves.
 *
 * @param variables given on the command line, for {@code ${var:NAME}}
 * @param environment of the process, for {@code ${env:NAME}} and for what inventory files leave out
 * @param workingDirectory where relative paths are looked for last; empty for the process's own
 */
public record Surroundings(
    Map<String, String> variables, Map<String, String> environment, Path workingDirectory) {
  public Surroundings {
    variables = Map.copyOf(variables);
    environment = Map.copyOf(environment);
  }

  /**
   * The path beside the file that names it, when it exists there; else below the working directory.
   */
  Path resolve(Path namingFile, String path) {
    Path beside = namingFile.resolveSibling(path);
    return Files.exists(beside) ? beside : workingDirectory.resolve(path);
  }

  /** The same for a path that may begin with {@code ~/}, as those in OpenSSH's files do. */
  public Path resolveFromHome(Path namingFile, String path) {
    return path.startsWith("~/") ? home().resolve(path.substring(2)) : resolve(namingFile, path);
  }

  private Path home() {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /**
   * The folder that packages from addresses are kept in: {@code SLIPWAY_PACKAGE_CACHE}, else below
   * the user's own cache (the XDG Base Directory Specification).
   */
  public Path packageCache() {
    String own = environment.getOrDefault("SLIPWAY_PACKAGE_CACHE", "");
    if (!own.isEmpty()) {
      return workingDirectory.resolve(own);
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    // A relative path in it is to be ignored, says the specification.
    Path user = Path.of(caches).isAbsolute() ? Path.of(caches) : home().resolve(".cache");
    return user.resolve("slipway").resolve("packages");
  }

  /** Where an archive with that digest lies in the cache when it is there. */
  public Path cached(String sha256) {
    return packageCache().resolve(sha256 + ".ova");
  }

  /** Leaves out the values, since some of them are passwords. */
  @Override
  public String toString() {
    return "Surroundings[variables=%s, environment=…]".formatted(variables.keySet());
  }
}
