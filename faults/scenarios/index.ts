import type { Scenario } from '../rig/scenario.ts';
import { badEvents } from './bad-events.ts';
import { calm } from './calm.ts';
import { controls } from './controls.ts';
import { killPoints } from './kill-points.ts';
import { kills } from './kills.ts';
import { limits } from './limits.ts';
import { killTransitions } from './transitions.ts';
import { merges } from './merges.ts';
import { network } from './network.ts';
import { zombies } from './zombies.ts';

/** All scenarios, in the order they run: the calm one first, because it judges the rig, and the controls last. */
export const scenarios: readonly Scenario[] = [
  calm,
  ...killPoints,
  killTransitions,
  ...kills,
  merges,
  ...zombies,
  ...network,
  ...badEvents,
  ...limits,
  ...controls,
];
