package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.files.PrivateFiles;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Observed;
import dev.slipway.planfile.PlainSecrets;
import dev.slipway.planfile.PlanFiles;
import dev.slipway.planfile.SavedPlan;
import dev.slipway.planfile.Snapshot;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Saved plans and snapshots on disk. What is written can be read by its owner alone. */
final class SavedFiles {
  private final Path workingDirectory;
  private final PlanFiles planFiles;

  SavedFiles(Terminal terminal) {
    this.workingDirectory = terminal.workingDirectory();
    this.planFiles = new PlanFiles(workingDirectory);
  }

  /** Whether a file is a saved plan, by its content, or by its name when that cannot be read. */
  boolean isPlan(Path file) {
    if (file.toString().endsWith(".json")) {
      return true;
    }
    try {
      return PlanFiles.isPlan(Files.readString(workingDirectory.resolve(file)));
    } catch (IOException e) {
      return false;
    }
  }

  /** The time to write into a file; fractions of a second would only be in the way. */
  static Instant now(Terminal terminal) {
    return terminal.clock().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Saves a plan.
   *
   * @throws DiagnosedException when it cannot be written, or a secret would be in it
   */
  void write(Path file, SavedPlan plan) {
    List<Diagnostic> secrets = PlainSecrets.in(plan.desired());
    if (!secrets.isEmpty()) {
      throw new DiagnosedException(secrets);
    }
    write(file, planFiles.write(plan));
  }

  void write(Path file, Snapshot snapshot) {
    write(file, planFiles.write(snapshot));
  }

  SavedPlan readPlan(Path file) {
    return planFiles.readPlan(file.toString(), read(file));
  }

  Optional<Diagnostic> staleness(SavedPlan plan, Observed now) {
    return planFiles.staleness(plan, now);
  }

  Snapshot readSnapshot(Path file, DesiredState desired) {
    return planFiles.readSnapshot(file.toString(), read(file), desired);
  }

  private void write(Path file, String text) {
    try {
      PrivateFiles.write(workingDirectory.resolve(file), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "the file cannot be written")
              .because(file + ": " + e.getMessage())
              .advise("Name a file in a folder that you may write to."));
    }
  }

  private String read(Path file) {
    try {
      return Files.readString(workingDirectory.resolve(file));
    } catch (IOException e) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "the file cannot be read")
              .because(
                  file
                      + switch (e) {
                        case NoSuchFileException missing -> " does not exist.";
                        case CharacterCodingException binary -> " is no text in UTF-8.";
                        default -> ": " + e.getMessage();
                      }));
    }
  }
}
