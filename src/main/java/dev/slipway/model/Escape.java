package dev.slipway.model;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;

/** How a value is written so that it stays one value within a text of some language. */
public enum Escape {
  /** As it is. */
  NONE,
  /** Within a string of JSON (RFC 8259); the quotes around it belong to the text. */
  JSON,
  /** Within an attribute or the content of an element of XML 1.0. */
  XML,
  /** Within a part of a URL or of a form (RFC 3986, percent-encoding); slashes stay. */
  URL,
  /** As one word of a POSIX shell (POSIX.1-2017, XCU 2.2). */
  SHELL,
  /** As one string of PowerShell (about_Quoting_Rules), which knows typographic quotes too. */
  POWERSHELL,
  /** As one word of a batch file of Windows; it cannot have line breaks. */
  CMD,
  /** As an identifier of SQL:2016, which is a delimited one, such as of PostgreSQL. */
  SQL_IDENTIFIER,
  /** As an identifier of SQL Server, whatever its QUOTED_IDENTIFIER says. */
  SQL_SERVER_IDENTIFIER,
  /** As an identifier of MySQL and MariaDB. */
  MYSQL_IDENTIFIER;

  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  private static final Pattern POWERSHELL_QUOTE = Pattern.compile("['\\u2018-\\u201B]");

  /** How identifiers of the database are written that a URL of JDBC leads to. */
  public static Escape identifierOf(String url) {
    if (url.startsWith("jdbc:sqlserver:")) {
      return SQL_SERVER_IDENTIFIER;
    }
    return url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:")
        ? MYSQL_IDENTIFIER
        : SQL_IDENTIFIER;
  }

  /** Whether it brings the quotes that it needs, so that the text has none around the value. */
  public boolean quotes() {
    return switch (this) {
      case NONE, JSON, XML, URL -> false;
      case SHELL, POWERSHELL, CMD, SQL_IDENTIFIER, SQL_SERVER_IDENTIFIER, MYSQL_IDENTIFIER -> true;
    };
  }

  /** Whether there is a way to write the value. */
  public boolean canHold(String value) {
    return this != CMD || value.lines().count() <= 1;
  }

  /** The value as it is inserted. */
  public String apply(String value) {
    return switch (this) {
      case NONE -> value;
      case JSON -> new String(JsonStringEncoder.getInstance().quoteAsString(value));
      case XML -> StringEscapeUtils.escapeXml10(value);
      case URL ->
          URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
      case SHELL ->
          PLAIN_WORD.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
      case POWERSHELL -> "'" + POWERSHELL_QUOTE.matcher(value).replaceAll("$0$0") + "'";
      case CMD -> '"' + value.replace("\"", "\"\"").replace("%", "%%") + '"';
      case SQL_IDENTIFIER -> '"' + value.replace("\"", "\"\"") + '"';
      case SQL_SERVER_IDENTIFIER -> "[" + value.replace("]", "]]") + "]";
      case MYSQL_IDENTIFIER -> "`" + value.replace("`", "``") + "`";
    };
  }
}
