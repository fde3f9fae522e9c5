package dev.slipway.plan;

import dev.slipway.model.DesiredState;

/**
 * What an apply does in one go.
 *
 * @param ofClones whether it is what comes after nodes are cloned from others of the run
 */
record Part(DesiredState desired, boolean ofClones) {}
