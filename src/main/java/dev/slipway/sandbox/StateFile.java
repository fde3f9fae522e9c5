package dev.slipway.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps the sandbox's state in a file that is replaced as a whole, so that no kill can tear it. */
final class StateFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path file;

  StateFile(Path file) {
    this.file = file;
  }

  SandboxState load() {
    try {
      return Files.exists(file)
          ? MAPPER.readValue(file.toFile(), SandboxState.class)
          : new SandboxState();
    } catch (IOException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "sandbox/state-unreadable",
          "the sandbox's state cannot be read",
          file + " is damaged or not readable.",
          "Remove the file to begin with an empty sandbox.",
          e);
    }
  }

  void save(SandboxState state) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh = Files.createTempFile(file.getParent(), "state", ".tmp");
      MAPPER.writeValue(fresh.toFile(), state);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "sandbox/state-unwritable",
          "the sandbox's state cannot be written",
          file + ": " + e.getMessage(),
          "Make the folder writable, or run in another folder.",
          e);
    }
  }
}
