package dev.slipway.model;

/**
 * An OVF package in a content library, as it was found.
 *
 * @param library name of the library
 * @param name of the item in it
 * @param id what vCenter calls the item, which no other item ever is
 * @param version of its content, which the library changes with every change of its files
 */
public record LibraryItem(String library, String name, String id, String version) {
  /** What people call it. */
  public String words() {
    return "item %s of library %s".formatted(name, library);
  }

  /** What its descriptor is called where problems of it are reported. */
  public String fileName() {
    return name + ".ovf";
  }

  /** Whether what is found by its name now is the same, with the same content. */
  public boolean isStill(Lookup<Lookup<LibraryItem>> found) {
    return found.found().flatMap(Lookup::found).filter(this::equals).isPresent();
  }

  /** What stands for its files, without reading them. */
  public String identity() {
    return id + " " + version;
  }
}
