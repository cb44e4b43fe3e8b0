import type { Clock } from '#kernel';
import type { Keys, RedisClient } from '#redis';
import { isOver, readRun, runField, runTimer, type RunBook, type WorkflowRun } from '#workflow';

interface Waiting {
  readonly partition: number;
  readonly run: string;
  readonly due: number;
}

/** RunBook over Redis: every run on its way has a timer, so the timers are the list of them. */
export function createRedisRunBook(client: RedisClient, keys: Keys, clock: Clock, stateGeneration: number): RunBook {
  const partitions = Array.from({ length: keys.partitions }, (_, partition) => partition);

  async function read(partition: number, ids: readonly string[]): Promise<(WorkflowRun | undefined)[]> {
    if (ids.length === 0) return [];
    const newest = Math.floor(clock.now() / stateGeneration);
    const fields = ids.map(runField);
    const [now, before] = await Promise.all([
      client.hmget(keys.state('decide', partition, newest), ...fields),
      client.hmget(keys.state('decide', partition, newest - 1), ...fields),
    ]);
    return ids.map((_, index) => {
      const json = now[index] ?? before[index];
      return json ? readRun(JSON.parse(json) as WorkflowRun, clock.now()) : undefined;
    });
  }

  async function timersOf(partition: number, most: number, asks: boolean): Promise<Waiting[]> {
    const pattern = asks ? '*"asks":"yes"*' : `*"purpose":"${runTimer}"*`;
    let found: Waiting[] = [];
    let cursor = '0';
    do {
      const [next, flat] = await client.zscan(keys.timers('decide', partition), cursor, 'MATCH', pattern, 'COUNT', 1_000);
      cursor = next;
      for (let index = 0; index < flat.length; index += 2) {
        const { payload, purpose } = JSON.parse(flat[index]!) as { purpose: string; payload: { run?: string; over?: string } };
        if (purpose === runTimer && payload.run !== undefined && payload.over !== 'yes')
          found.push({ partition, run: payload.run, due: Number(flat[index + 1]) });
      }
      // The list is as long as asked for, whatever there are of timers.
      if (found.length > most * 8) found = soonest(found, most);
    } while (cursor !== '0');
    return soonest(found, most);
  }

  return {
    async waiting(most, asks) {
      const all = await Promise.all(partitions.map((partition) => timersOf(partition, most, asks)));
      const wanted = soonest(all.flat(), most);
      const runs = new Map<string, WorkflowRun>();
      await Promise.all(
        partitions.map(async (partition) => {
          const ids = wanted.filter((one) => one.partition === partition).map(({ run }) => run);
          for (const run of await read(partition, ids)) if (run !== undefined && !isOver(run)) runs.set(run.id, run);
        }),
      );
      return wanted.flatMap(({ run }) => runs.get(run) ?? []);
    },
    async find(id) {
      const found = await Promise.all(partitions.map((partition) => read(partition, [id])));
      return found.flat().find((run) => run !== undefined);
    },
  };
}

function soonest(waiting: readonly Waiting[], most: number): Waiting[] {
  // A run may be seen twice while its timer moves under the scan; the later look is as good as the first.
  const byRun = new Map(waiting.map((one) => [one.run, one]));
  return [...byRun.values()].toSorted((a, b) => a.due - b.due || (a.run < b.run ? -1 : 1)).slice(0, most);
}
