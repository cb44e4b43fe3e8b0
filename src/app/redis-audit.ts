import { CrosscurrentError } from '#kernel';
import type { AuditAct, AuditChain, AuditEntry } from '#privacy';
import { defineScript, type Keys, type RedisClient } from '#redis';

const PAGE = 500;
const MOST_TRIES = 50;

/** The audit chain of a deployment, in a stream that is only added to. */
export interface Audit {
  /** Links and keeps an act; resolves when it is kept. */
  note(act: AuditAct): Promise<AuditEntry>;
  /** All entries, oldest first. */
  entries(): AsyncIterable<AuditEntry>;
}

/** Audit on Redis: an entry is added only behind the one it was linked to, so writers at the same time make one chain. */
export function createRedisAudit(client: RedisClient, keys: Keys, chain: AuditChain): Audit {
  const append = defineScript(client, 'append_audit', new URL('./append-audit.lua', import.meta.url));
  return {
    async note(act) {
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const [newest] = await client.xrevrange(keys.audit, '+', '-', 'COUNT', 1);
        const last = newest === undefined ? undefined : entryOf(newest[1]);
        const entry = chain.link(last, act);
        if ((await append([keys.audit], [last?.seq ?? 0, JSON.stringify(entry), entry.seq])) === 1) return entry;
      }
      throw new CrosscurrentError('store-unavailable', 'The audit could not be written: too many writers at once. Try again.');
    },
    async *entries() {
      for (let after = '-'; ;) {
        const page = await client.xrange(keys.audit, after, '+', 'COUNT', PAGE);
        for (const [, fields] of page) yield entryOf(fields);
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) return;
        after = `(${last[0]}`;
      }
    },
  };
}

function entryOf(fields: readonly string[]): AuditEntry {
  return JSON.parse(fields[fields.indexOf('a') + 1] ?? '{}') as AuditEntry;
}
