package dev.slipway.diag;

/** Who can mend a problem; the exit code of a run follows from it. */
public enum Category {
  /** The input is wrong: usage, blueprint, inventory file, appliance definition, package. */
  USER,
  /** The outside did not do its part: unreachable, refused, failed. */
  ENVIRONMENT,
  /** Reality contradicts the plan: something foreign is in the way, a plan is stale. */
  CONFLICT,
  /** A person has to do something before a run can go on. */
  ATTENDANCE,
  /** A defect of Slipway itself. */
  INTERNAL
}
