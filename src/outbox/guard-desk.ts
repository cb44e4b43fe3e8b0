import type { HeldIntent, Outbox } from './outbox.ts';
import type { KillSwitches } from './kill-switch.ts';
import type { KeptSuppressed } from './kept-suppressed.ts';

/** A person's answer about a held action. */
export interface HeldAnswer {
  readonly decision: 'yes' | 'no';
  readonly by: string;
  readonly comment?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What people do with guards, over all partitions: answer what is held, look at what was given up, turn kill switches. */
export interface GuardDesk {
  readonly switches: KillSwitches;
  /** Held actions, those that expire soonest first. */
  held(most: number): Promise<readonly HeldIntent[]>;
  /** Answers a held action by its name, `partition/id`. False when there is none of this name, or it does not wait any more. */
  answer(name: string, answer: HeldAnswer): Promise<boolean>;
  /** What guards gave up, the newest first. */
  suppressed(most: number): Promise<readonly KeptSuppressed[]>;
}

/** The desk over an outbox; `listSuppressed` reads what was given up in one partition, the newest first. */
export function createGuardDesk(
  outbox: Outbox,
  switches: KillSwitches,
  listSuppressed: (partition: number, most: number) => Promise<readonly KeptSuppressed[]>,
): GuardDesk {
  const partitions = Array.from({ length: outbox.partitions }, (_, partition) => partition);
  return {
    switches,
    async held(most) {
      const all = await Promise.all(partitions.map((partition) => outbox.held(partition, most)));
      return all
        .flat()
        .toSorted((a, b) => a.until - b.until || a.partition - b.partition)
        .slice(0, most);
    },
    async answer(name, { decision, by, comment = '', at }) {
      const match = /^(\d{1,3})\/(\d{1,16}-\d{1,16})$/.exec(name);
      const partition = Number(match?.[1]);
      if (match === null || partition >= outbox.partitions) return false;
      const id = match[2]!;
      if (decision === 'yes') return outbox.approve(partition, id, { by, at });
      return outbox.refuse(partition, id, `refused by ${by}${comment === '' ? '' : `: ${comment}`}`);
    },
    async suppressed(most) {
      const all = await Promise.all(partitions.map((partition) => listSuppressed(partition, most)));
      return all
        .flat()
        .toSorted((a, b) => b.suppressed.at - a.suppressed.at)
        .slice(0, most);
    },
  };
}
