package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.LibraryItem;
import dev.slipway.model.Lookup;
import dev.slipway.model.Marks;
import dev.slipway.port.PortException;
import dev.slipway.testing.TinyPackage;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of content libraries only some vCenters do. */
class ItemDeploymentTest {
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void birthMarksThatAreNotTakenAreSetAfterwards() throws IOException, InterruptedException {
    try (VcsimSite site = site("-item-marks=false")) {
      site.vcenter().deployItem(site.deployment("hcc-1"), item(site, "Images"));

      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1")).orElseThrow().birthMarks())
          .containsEntry(Marks.NODE, "hcc-1");
    }
  }

  @Test
  void subscribedItemsAreFetchedWhenTheyAreDeployed() throws IOException, InterruptedException {
    try (VcsimSite site = site("-subscribed=Remote=Images")) {
      LibraryItem item = item(site, "Remote");
      assertThat(item).isNotEqualTo(item(site, "Images"));
      assertThat(new String(site.vcenter().readDescriptor(item), StandardCharsets.UTF_8))
          .contains("<Envelope");

      site.vcenter().deployItem(site.deployment("hcc-1"), item);

      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1"))).isPresent();
    }
  }

  @Test
  void anItemThatIsGoneIsSaidToBe() throws IOException, InterruptedException {
    try (VcsimSite site = site()) {
      LibraryItem gone = new LibraryItem("Images", "gone", "no-such-id", "1");

      assertThatThrownBy(() -> site.vcenter().deployItem(site.deployment("hcc-1"), gone))
          .isInstanceOf(PortException.class)
          .hasMessageContaining("item gone of library Images");
      assertThat(site.vcenter().findVm(VcsimSite.path("hcc-1"))).isEmpty();
    }
  }

  private VcsimSite site(String... flags) throws IOException, InterruptedException {
    TinyPackage tiny = TinyPackage.in(folder, 1000);
    String library = "-library=Images/tiny=" + folder.resolve("tiny.ovf");
    return new VcsimSite(
        tiny, Stream.concat(Stream.of(library), Stream.of(flags)).toArray(String[]::new));
  }

  private static LibraryItem item(VcsimSite site, String library) throws InterruptedException {
    return site.vcenter().findItem(library, "tiny").found().flatMap(Lookup::found).orElseThrow();
  }
}
