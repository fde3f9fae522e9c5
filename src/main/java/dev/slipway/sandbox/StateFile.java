package dev.slipway.sandbox;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sandbox's state in a file that is replaced as a whole, so that no kill can tear it.
 * Safe for several threads and processes.
 */
final class StateFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Path file;
  private final ExclusiveAccess access;

  private StateFile(Path file) {
    this.file = file;
    this.access = new ExclusiveAccess(file);
  }

  /** The state of the sandbox that is kept in a folder. */
  static StateFile in(Path folder) {
    return new StateFile(folder.resolve("vcenter.json"));
  }

  /** Changes the state as nobody else does meanwhile; it stays as it was when the work fails. */
  <T extends @Nullable Object> T change(Function<SandboxState, T> work) {
    return access.during(() -> {
      SandboxState state = load();
      T result = work.apply(state);
      save(state);
      return result;
    });
  }

  /** As {@link #change}, for work that has no result. */
  void update(Consumer<SandboxState> work) {
    change(state -> {
      work.accept(state);
      return state;
    });
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

  private void save(SandboxState state) {
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
