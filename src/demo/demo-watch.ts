import type { Observe } from '#telemetry';

/** A rule that fired, and why, in the words of its condition with the values. */
export interface Fire {
  readonly rule: string;
  readonly group: string;
  readonly because: string;
}

/** What became of the actions of one account and operation. */
export interface ActionTally {
  delivered: number;
  /** Held back whole, because nobody it was for had agreed. */
  suppressed: number;
  dead: number;
}

/** What the engine said while the story was played. */
export interface DemoWatch {
  readonly observe: Observe;
  readonly fires: Fire[];
  /** By `account operation`. */
  readonly actions: Map<string, ActionTally>;
  readonly refused: Map<string, number>;
  /** Events that admission took; the engine's own are not among them. */
  readonly admitted: number;
}

/** Listens to what happens in the engine and keeps what a summary needs. */
export function demoWatch(): DemoWatch {
  const fires: Fire[] = [];
  const actions = new Map<string, ActionTally>();
  const refused = new Map<string, number>();
  let admitted = 0;
  const observe: Observe = (occurrence) => {
    if (occurrence.kind === 'rule.fired') fires.push({ rule: occurrence.rule, group: occurrence.group, because: occurrence.because });
    else if (occurrence.kind === 'intent.settled') {
      const place = `${occurrence.account} ${occurrence.operation}`;
      const tally = actions.get(place) ?? { delivered: 0, suppressed: 0, dead: 0 };
      tally[occurrence.fate] += 1;
      actions.set(place, tally);
    } else if (occurrence.kind === 'admission.decided') {
      admitted += occurrence.accepted;
      for (const [code, count] of Object.entries(occurrence.refused)) refused.set(code, (refused.get(code) ?? 0) + count);
    }
  };
  return {
    observe,
    fires,
    actions,
    refused,
    get admitted() {
      return admitted;
    },
  };
}
