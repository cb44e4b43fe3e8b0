import type { Intent } from '#action';
import type { Json } from '#kernel';
import type { CompiledStep, PlannedStep, RunNews } from '#rule';
import type { MeasureValue } from '#window';
import { RunTurn } from './run-turn.ts';
import type { SaidEvent } from './said-event.ts';
import { isOver, type WorkflowRun } from './workflow-run.ts';

/** Why a run moves: it begins, a time has come, something was reported or decided, an awaited event came, or it is to end. */
export type Cause =
  | { readonly kind: 'begin' | 'due' }
  | RunNews
  | { readonly kind: 'event'; readonly definition: string; readonly event: { readonly [name: string]: Json } }
  | { readonly kind: 'cancel'; readonly why: string; readonly compensate: boolean };

/** What came of a cause. `run` is the run to keep; `due` when it is to be asked again, absent when it is over. */
export interface Advance {
  readonly run: WorkflowRun;
  /** False when the cause meant nothing to the run: a report that came twice, an answer nobody asked for. */
  readonly moved: boolean;
  readonly intents: readonly Intent[];
  readonly events: readonly SaidEvent[];
  readonly due?: number;
}

/**
 * Takes a run as far as it goes at business time `at`: calls become intents, rendered now; emits become events; what has to wait ends the turn. `compile` makes a kept step
 * ready to run. Pure: the same run, cause and time always give the same keys and bytes, and a run may be written down and read back between any two turns.
 */
export function advance(run: WorkflowRun, cause: Cause, at: number, compile: (plan: PlannedStep) => CompiledStep): Advance {
  const turn = new RunTurn(run, at, compile);
  switch (cause.kind) {
    case 'begin':
      turn.begin();
      break;
    case 'due':
      turn.due();
      break;
    case 'report':
      turn.report(cause);
      break;
    case 'answer':
      turn.answer(cause);
      break;
    case 'event':
      turn.event(cause.definition, cause.event, at);
      break;
    case 'cancel':
      turn.cancel(cause.why, cause.compensate);
      break;
    default:
      throw new TypeError(`unknown cause ${JSON.stringify(cause satisfies never)}`);
  }
  const { intents, events, moved } = turn;
  if (!moved) return { run, moved, intents: [], events: [], ...dueOf(run) };
  const next = turn.finished();
  const kept = isOver(next) ? outlived(next) : { ...next, measures: remembered(next) };
  return { run: kept, moved, intents, events, ...dueOf(kept) };
}

/** When a run is to be asked again: the earliest of what its threads wait for. */
function dueOf(run: WorkflowRun): { readonly due?: number } {
  let due: number | undefined;
  for (const { wait } of run.threads) if (wait !== undefined && 'due' in wait && (due === undefined || wait.due < due)) due = wait.due;
  return due === undefined ? {} : { due };
}

/** The measures a waiting run keeps: members only when a step still to do speaks of them, because they may be many. */
function remembered(run: WorkflowRun): WorkflowRun['measures'] {
  if (!Object.values(run.measures).some((measure) => measure.members !== undefined)) return run.measures;
  if (JSON.stringify([run.threads.map((one) => one.rest), run.undo]).includes('members')) return run.measures;
  const kept: { [name: string]: MeasureValue } = {};
  for (const [name, measure] of Object.entries(run.measures)) kept[name] = { value: measure.value };
  return kept;
}

/** What is kept of a run that is over: what happened, not what it knew. */
function outlived(run: WorkflowRun): WorkflowRun {
  const { contact: _contact, match: _match, vars: _vars, results: _results, guards: _guards, ...rest } = run;
  return { ...rest, event: {}, measures: {}, purposes: [] };
}
