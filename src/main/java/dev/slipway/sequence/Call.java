package dev.slipway.sequence;

import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.model.StepAction;
import java.time.Duration;
import java.util.Map;

/**
 * One attempt of an action, with all that it may refer to.
 *
 * @param name of the step, for messages
 * @param values by dotted name, captures included
 */
record Call(
    String name,
    StepAction action,
    NodeTarget node,
    Duration timeout,
    Map<String, Secret> values,
    Expressions expressions,
    Captures captures,
    KeptShell shell) {}
