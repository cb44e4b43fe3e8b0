import type { JournalEntry } from '#action';
import type { Keys, RedisClient } from '#redis';
import { signalPartition } from '#stream';

/** Which entries of the journal are wanted. `since` is business time, epoch milliseconds. */
export interface JournalQuery {
  readonly rule?: string;
  /** With `rule`: only the partition where this key lives is read. */
  readonly key?: string;
  readonly fire?: string;
  readonly mode?: 'active' | 'shadow';
  readonly since?: number;
  /** Most entries to answer, the latest of them. */
  readonly most: number;
}

const PAGE = 500;

/** The latest entries of the journal that are wanted, latest first. Reads the bounded streams of one partition, or of all. */
export async function readJournal(client: RedisClient, keys: Keys, query: JournalQuery): Promise<JournalEntry[]> {
  const { rule, key } = query;
  const partitions =
    rule !== undefined && key !== undefined
      ? [signalPartition(rule, key, keys.partitions)]
      : Array.from({ length: keys.partitions }, (_, partition) => partition);
  const found = await Promise.all(partitions.map((partition) => readPartition(client, keys.journal(partition), query)));
  return found
    .flat()
    .toSorted((a, b) => b.at - a.at)
    .slice(0, query.most);
}

async function readPartition(client: RedisClient, stream: string, query: JournalQuery): Promise<JournalEntry[]> {
  const found: JournalEntry[] = [];
  for (let before = '+'; found.length < query.most;) {
    const entries = await client.xrevrange(stream, before, '-', 'COUNT', PAGE);
    for (const [, fields] of entries) {
      const entry = entryOf(fields);
      if (entry !== undefined && matches(entry, query)) found.push(entry);
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < PAGE) break;
    before = `(${last[0]}`;
  }
  return found.slice(0, query.most);
}

function entryOf(fields: readonly string[]): JournalEntry | undefined {
  try {
    return JSON.parse(fields[fields.indexOf('j') + 1] ?? '') as JournalEntry;
  } catch {
    return undefined;
  }
}

function matches(entry: JournalEntry, { rule, key, fire, mode, since }: JournalQuery): boolean {
  if (rule !== undefined && entry.rule !== rule) return false;
  if (key !== undefined && entry.key !== key) return false;
  if (since !== undefined && entry.at < since) return false;
  if (fire !== undefined && (entry.kind === 'fired' ? entry.fire : entry.run) !== fire) return false;
  // Only what a rule in shadow mode would have done is withheld.
  return mode === undefined || (entry.kind === 'fired' ? entry.mode === mode : mode === 'shadow');
}
