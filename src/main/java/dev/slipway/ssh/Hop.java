package dev.slipway.ssh;

import dev.slipway.port.ShellAccess.Bastion;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One host on the way to a node: a bastion, or at last the node itself.
 *
 * @param before the bastion that leads to it; null when it is connected to from here
 * @param destination where the way of a bastion leads to; null for the node
 */
record Hop(ShellTarget target, @Nullable Hop before, @Nullable ShellTarget destination) {
  /** The way to a node; nobody but known hosts vouches for the keys of its bastions. */
  static List<Hop> wayTo(ShellTarget node) {
    List<Hop> way = new ArrayList<>();
    Hop before = null;
    for (Bastion bastion : node.access().bastions()) {
      ShellTarget target =
          new ShellTarget(
              bastion.host(), bastion.access(), new HostKeyTrust.Known(), node.connectTimeout());
      before = new Hop(target, before, node);
      way.add(before);
    }
    way.add(new Hop(node, before, null));
    return way;
  }

  boolean isBastion() {
    return destination != null;
  }

  /** As messages name it, such as {@code bastion [jump.example]:2222}. */
  String name() {
    return isBastion() ? "bastion " + address() : address();
  }

  /** With its port unless that is 22. */
  String address() {
    return KnownHosts.nameOf(target.host(), target.access().port());
  }

  /** Through what it is reached, for the end of a clause; empty when from here. */
  String through() {
    return before == null ? "" : " through " + before.name();
  }
}
