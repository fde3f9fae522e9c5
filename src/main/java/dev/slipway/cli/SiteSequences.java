package dev.slipway.cli;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostic;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.network.HttpCalls;
import dev.slipway.port.Attendant;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.Reachability;
import dev.slipway.port.SecretStore;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.VCenter;
import dev.slipway.sequence.Captures;
import dev.slipway.sequence.NodeRequests;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.Performers;
import dev.slipway.sequence.ProofResult;
import dev.slipway.sequence.SequenceRunner;
import dev.slipway.template.VelocityTemplates;
import java.util.ArrayList;
import java.util.List;

/**
 * The sequences of a blueprint at its site, with all that they reach.
 *
 * @param http how nodes and the servers beside them are spoken to
 * @param reach where all of them are
 */
record SiteSequences(
    DesiredState desired,
    VCenter vcenter,
    SecretStore secrets,
    NodeShells shells,
    Reachability reachability,
    HttpCalls http,
    SqlStatements databases,
    Reach reach) {
  /**
   * Makes what runs steps of sequences and asks for their proofs.
   *
   * @param attendant whom steps may ask to do something
   * @param learning whether certificates seen at first contact are remembered
   */
  SequenceRunner runner(Attendant attendant, boolean learning) {
    HttpRequests requests =
        new NodeRequests(
            reach.trust().apply(http),
            http,
            vcenter,
            desired.blueprint(),
            desired.nodes(),
            learning);
    return new SequenceRunner(
        new Performers(
            new VelocityTemplates(), reachability, requests, databases, vcenter, attendant),
        secrets,
        reach.pause());
  }

  /** An error for each sequence whose proof is not given. */
  List<Diagnostic> unproven(List<NodeSequenceSpec> sequences) throws InterruptedException {
    List<Diagnostic> missing = new ArrayList<>();
    SequenceRunner runner = runner(Attendant.absent(), true);
    for (NodeSequenceSpec each : sequences) {
      ProofResult result =
          runner.prove(
              each.sequence().proof(),
              each,
              Captures.none(),
              node -> shells.connect(node, desired.blueprint(), vcenter));
      if (result instanceof ProofResult.Missing(String reason)) {
        missing.add(
            Diagnostic.error(
                    Category.ENVIRONMENT,
                    "sequence/not-proven",
                    "%s of %s is not proven".formatted(each.sequence().name(), each.node().name()))
                .because(reason));
      }
    }
    return missing;
  }
}
