import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Occurrence } from '#telemetry';

/** Milliseconds that a lane has to make its first commit before the next kill: one whose owners keep dying suspects its events, and that is not what is tried here. A lane without events makes none. */
const PEACE = 4_000;
/** Attempts of an action that are killed between the platform's answer and its record, counted in each life. */
const SENDS = 40;
const MOST_SEND_KILLS = 3;

/**
 * Kills the process by what it hears of itself: once before and once after the commit of every kind of transition that runs of the rule make (a kind is the state and what is waited for), and
 * a few times right after an action was sent. What was done, by this worker or another, stands in a file in `folder`, written before the kill.
 */
export function transitionKiller(rule: string, folder: string, say: (line: object) => void): (occurrence: Occurrence) => void {
  const file = join(folder, 'kills');
  const read = (): Set<string> => new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  let done = read();
  const fresh = new Set<string>();
  let taken = 0;
  const armed = (): boolean => fresh.size === 0 || performance.now() > taken + PEACE;
  let moved: string[] = [];
  /** What batches of each lane that are not committed yet hold, in order: one may be computed while the one before it travels. */
  const open = new Map<number, string[][]>();
  let sends = 0;

  function kill(where: string): void {
    if (done.has(where) || !armed()) return;
    // Another worker may have died there meanwhile.
    done = read();
    if (done.has(where)) return;
    done.add(where);
    appendFileSync(file, `${where}\n`);
    say({ kind: 'killed-itself', where });
    process.kill(process.pid, 'SIGKILL');
  }

  return (occurrence) => {
    if (occurrence.kind === 'run.moved' && occurrence.rule === rule) moved.push(`${occurrence.state} ${occurrence.waits}`.trim());
    else if (occurrence.kind === 'lane.acquired') {
      taken = performance.now();
      fresh.add(`${occurrence.stage} ${occurrence.partition}`);
      if (occurrence.stage === 'decide') open.set(occurrence.partition, []);
    } else if (occurrence.kind === 'batch.processed' && occurrence.stage === 'decide') {
      open.get(occurrence.partition)?.push(moved);
      for (const one of moved) kill(`before ${one}`);
      moved = [];
    } else if (occurrence.kind === 'batch.committed' && occurrence.result === 'committed') {
      fresh.delete(`${occurrence.stage} ${occurrence.partition}`);
      if (occurrence.stage !== 'decide') return;
      for (const one of open.get(occurrence.partition)?.shift() ?? []) kill(`after ${one}`);
    } else if (occurrence.kind === 'dispatch.attempted' && ++sends % SENDS === 0) {
      const kills = [...done].filter((one) => one.startsWith('sent')).length;
      if (kills < MOST_SEND_KILLS) kill(`sent ${kills + 1}`);
    }
  };
}
