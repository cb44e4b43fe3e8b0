import type { Guards, Rates } from '#guard';

/** Guards that hold for every rule of a deployment. A rule has its own beside them and so can only tighten them. */
export interface DeploymentGuards extends Guards {
  /** What currencies are worth; without it amounts are compared in their own currency only. */
  readonly rates?: Rates;
  /** How long it is remembered at least whom actions reached, milliseconds: as long as the longest frequency cap of any rule. */
  readonly remember?: () => number;
}
