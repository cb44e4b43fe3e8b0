import type { Clock } from '#kernel';
import type { Observe } from '#telemetry';
import type { KillSwitch, KillSwitchEntry, KillSwitches } from './kill-switch.ts';

/** A kill switch that is seen by every process within about this many milliseconds. */
const PAUSE = 500;

/** A kill switch that follows its store until it is stopped. */
export interface WatchedKillSwitch extends KillSwitch {
  stop(): Promise<void>;
}

/**
 * Follows the kill switches of a deployment. Until they were read once everything counts as stopped; while the store is away the last answer holds.
 * Resolves after the first look, whatever came of it.
 */
export async function watchKillSwitches(switches: KillSwitches, clock: Clock, observe: Observe): Promise<WatchedKillSwitch> {
  const unread: KillSwitchEntry = { scope: '*', by: 'crosscurrent', why: 'the kill switches could not be read yet', at: clock.now() };
  let seen: ReadonlyMap<string, KillSwitchEntry> = new Map([['*', unread]]);
  let told = '';
  const stopping = new AbortController();

  async function look(): Promise<void> {
    try {
      seen = new Map((await switches.list()).map((entry) => [entry.scope, entry]));
    } catch (error) {
      observe({ kind: 'redis.failed', role: 'kill-switch', error: error instanceof Error ? error.message : String(error) });
    }
    const scopes = [...seen.keys()].sort();
    if (told === scopes.join(' ')) return;
    told = scopes.join(' ');
    observe({ kind: 'kill-switches.changed', scopes });
  }

  await look();
  if (told === '') observe({ kind: 'kill-switches.changed', scopes: [] });
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(PAUSE, stopping.signal).catch(() => undefined);
      if (!stopping.signal.aborted) await look();
    }
  })();
  return {
    all: () => seen.get('*'),
    stops: ({ name, type }) => seen.get('*') ?? seen.get(name) ?? seen.get(type),
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
