package dev.slipway.blueprint;

import dev.slipway.diag.Located;
import org.jspecify.annotations.Nullable;

/**
 * Which site of an inventory file is meant.
 *
 * @param named what the blueprint, or a saved plan, says; null when it says nothing
 * @param asked what the user says besides; null when nothing
 * @param open whether it is not known what the blueprint says, because it is broken
 */
public record SiteChoice(@Nullable Located<String> named, @Nullable String asked, boolean open) {
  /** The only site of the file. */
  public static final SiteChoice ONLY = new SiteChoice(null, null, false);

  /** What the user asked for, where no blueprint can be asked. */
  public static SiteChoice asked(@Nullable String site) {
    return new SiteChoice(null, site, false);
  }

  @Nullable String name() {
    return named == null ? asked : named.value();
  }
}
