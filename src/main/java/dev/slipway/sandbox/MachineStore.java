package dev.slipway.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The VMs of the sandbox in a JSON file, so that a later process goes on with them. Read afresh at
 * every use and replaced as a whole. Safe for several threads and processes.
 */
final class MachineStore {
  private static final TypeReference<TreeMap<String, Machine>> MACHINES = new TypeReference<>() {};

  private final Path file;
  private final ExclusiveAccess access;
  private final AnswerLog asked;
  private final JsonMapper mapper = new JsonMapper();

  MachineStore(Path folder) {
    this.asked = AnswerLog.in(folder);
    this.file = folder.resolve("appliances.json");
    this.access = new ExclusiveAccess(file);
  }

  AnswerLog asked() {
    return asked;
  }

  SortedMap<String, Machine> read() {
    try {
      return Files.exists(file) ? mapper.readValue(file.toFile(), MACHINES) : new TreeMap<>();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Machine> find(String name) {
    return Optional.ofNullable(read().get(name));
  }

  /** The first of the powered-on VMs that is as wanted. */
  Optional<Machine> findRunning(Predicate<Machine> wanted) {
    return read().values().stream().filter(Machine::poweredOn).filter(wanted).findFirst();
  }

  void update(Consumer<SortedMap<String, Machine>> change) {
    access.during(() -> {
      SortedMap<String, Machine> machines = read();
      change.accept(machines);
      write(machines);
      return machines;
    });
  }

  private void write(SortedMap<String, Machine> machines) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh = Files.createTempFile(file.getParent(), "appliances", ".new");
      mapper.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), machines);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
