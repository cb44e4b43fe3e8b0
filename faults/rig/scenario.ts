import type { Finding } from '../checkers/finding.ts';
import type { EngineChild } from './engine-child.ts';
import type { EnginePlan } from './engine-plan.ts';
import type { Defect } from './house.ts';
import type { LoadHistory } from './history.ts';
import type { LoadPlan } from './load.ts';
import type { MergeHistory, MergePlan } from './merge-load.ts';
import type { Observation } from './observation.ts';
import type { PlatformMode } from './platform.ts';

/** One thing that is done to the system, `at` milliseconds after the load began. */
export type Step =
  | { readonly at: number; readonly do: 'signal'; readonly to: string; readonly signal: NodeJS.Signals }
  /** Waits for the end of a process, twenty seconds at most. */
  | { readonly at: number; readonly do: 'await-end'; readonly of: string }
  | { readonly at: number; readonly do: 'start'; readonly engine: string }
  | { readonly at: number; readonly do: 'kill-redis' | 'start-redis' | 'pause-redis' | 'resume-redis' | 'fill-redis' | 'raise-redis' }
  | { readonly at: number; readonly do: 'drop-reply'; readonly of: 'commit' | 'append' | 'relay'; readonly times: number }
  | { readonly at: number; readonly do: 'black-hole' | 'refuse' | 'heal' }
  /** Asks admission's `/readyz`, and holds another answer against the run. */
  | { readonly at: number; readonly do: 'readyz'; readonly expect: 200 | 503 }
  | { readonly at: number; readonly do: 'platform'; readonly mode: PlatformMode; readonly times: number };

/** A scenario: who runs, what is sent, what goes wrong and when, and what must be true beside what holds for every run. */
export interface Scenario {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly about: string;
  readonly engines: { readonly [name: string]: EnginePlan };
  readonly load?: Partial<LoadPlan>;
  /** People who come to be known under several names, sent beside the load. */
  readonly merges?: MergePlan;
  readonly steps: readonly Step[];
  /** Ends the load before its time when everything that should go wrong has gone wrong; asked a few times a second. */
  enough?(engines: ReadonlyMap<string, EngineChild>): boolean;
  /** A folder beside the rules of every run whose rules are in force too. */
  readonly rules?: string;
  /** Milliseconds that coming to rest may take; a minute without it. */
  readonly patience?: number;
  /** Redis without a disk log, for the control that must lose. */
  readonly redisOnDisk?: boolean;
  /** Built into the engine on purpose: the run must then be flagged by a check whose name begins so. */
  readonly control?: { readonly defects: readonly Defect[]; readonly flaggedBy: readonly string[] };
  /** Why it cannot run here, when it cannot. */
  skip?(): string | undefined;
  /** Further checks, and what was measured, in words. */
  judge?(run: Run): { readonly findings: readonly Finding[]; readonly measured?: string };
}

/** A run of a scenario after its drain. */
export interface Run {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly history: LoadHistory;
  /** What was sent of people who are to be joined, where the scenario has them. */
  readonly merged?: MergeHistory;
  readonly seen: Observation;
  readonly engines: ReadonlyMap<string, EngineChild>;
  /** When each step was done, milliseconds since the start of the run, in the order of the steps. */
  readonly done: readonly number[];
  /** What `/readyz` said at each step that asked, beside what it should. */
  readonly readiness: readonly { readonly at: number; readonly expected: number; readonly found: number | 'none' }[];
  /** Whether everything came to rest in time, and how many milliseconds that took. */
  readonly drain: { readonly ended: boolean; readonly took: number };
  /** Replies that the proxy swallowed. */
  readonly dropped: number;
}

/** When the first step of this kind was done. */
export function doneAt({ scenario, done }: Run, kind: Step['do']): number {
  return done[scenario.steps.findIndex((step) => step.do === kind)]!;
}

/** Milliseconds of silence after which a worker loses its lanes, in every scenario. */
export const lease = 1_500;
/** Ordered lanes per stage, in every scenario. */
export const partitions = 4;
