package dev.slipway.sql;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC drivers that come with Slipway and those of a folder. They are told by their service
 * files, so that {@code DriverManager}, which is the JVM's alone, is asked nothing.
 */
final class Drivers {
  private static final Pattern DATABASE = Pattern.compile("jdbc:([\\w+-]+):.*", Pattern.DOTALL);

  private final @Nullable Path folder;
  private @Nullable List<Driver> found;

  /**
   * @param folder of jar files; null, or one that is not there, for none
   */
  Drivers(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The driver for a URL.
   *
   * @throws PortException when there is none
   */
  synchronized Driver forUrl(String url) {
    List<Driver> drivers = found == null ? load() : found;
    found = drivers;
    return drivers.stream()
        .filter(driver -> accepts(driver, url))
        .findFirst()
        .orElseThrow(() -> failed("no driver for " + kind(url), "No driver knows its URL."));
  }

  /** What kind of database a URL is of, such as {@code postgresql}. */
  static String kind(String url) {
    Matcher matcher = DATABASE.matcher(url);
    return matcher.matches() ? matcher.group(1) : "this database";
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      return false;
    }
  }

  private List<Driver> load() {
    try {
      List<Driver> drivers = new ArrayList<>();
      ServiceLoader.load(Driver.class, loader()).forEach(drivers::add);
      return drivers;
    } catch (IOException | ServiceConfigurationError e) {
      throw failed("the drivers cannot be read", String.valueOf(e.getMessage()));
    }
  }

  /** Never closed: a driver loads classes as long as it is used. */
  private ClassLoader loader() throws IOException {
    ClassLoader ours = Drivers.class.getClassLoader();
    if (folder == null || !Files.isDirectory(folder)) {
      return ours;
    }
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jar")).sorted().toList()) {
        jars.add(url(file));
      }
    }
    return new URLClassLoader(jars.toArray(URL[]::new), ours);
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }

  private PortException failed(String summary, String detail) {
    return new PortException(
        Category.USER,
        "sql/no-driver",
        summary,
        detail,
        "Drivers of PostgreSQL and SQL Server come along. Lay the jar file of any other"
            + Optional.ofNullable(folder)
                .map(where -> " into " + where + ".")
                .orElse(" into a folder, and name it in SLIPWAY_DRIVERS."),
        null);
  }
}
