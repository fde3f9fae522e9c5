package dev.slipway.view;

/** Colours for a terminal, or none. */
public record Style(boolean coloured) {
  public static final Style PLAIN = new Style(false);

  /** The colours that output uses. */
  public enum Colour {
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    CYAN("36"),
    BOLD("1"),
    FAINT("2");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  public String paint(Colour colour, String text) {
    return coloured ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
  }
}
