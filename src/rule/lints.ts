import type { Lint } from './lint.ts';
import { eventTypesLint } from './lint-event-types.ts';
import { neverTrueLint } from './lint-never-true.ts';
import { noGroupLint } from './lint-no-group.ts';
import { ratioLint } from './lint-ratio.ts';
import { waitRetentionLint, windowRetentionLint } from './lint-retention.ts';
import { shortCooldownLint } from './lint-short-cooldown.ts';
import { spendingLint } from './lint-spending.ts';
import { endlessGroupsLint, largeStateLint } from './lint-state.ts';
import { unreachableStepLint } from './lint-unreachable-step.ts';
import { fineWindowLint, shortWindowLint } from './lint-windows.ts';

/** Everything that is looked at in a rule beyond its shape and its types. docs/rule-findings.md is written from this table. */
export const lints: readonly Lint[] = [
  shortWindowLint,
  fineWindowLint,
  eventTypesLint,
  neverTrueLint,
  noGroupLint,
  shortCooldownLint,
  ratioLint,
  spendingLint,
  unreachableStepLint,
  endlessGroupsLint,
  largeStateLint,
  windowRetentionLint,
  waitRetentionLint,
];
