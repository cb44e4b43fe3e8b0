import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What was done to a person's data, by whom and when (epoch ms). Subjects are pseudonyms, so that erasing somebody leaves the chain whole. */
export interface AuditAct {
  readonly at: number;
  readonly by: string;
  readonly act: string;
  readonly subject: string;
  readonly detail?: string;
}

/** An act in its place: `seq` counts from 1, `mac` vouches for this entry and, through the one before, for all before it. */
export interface AuditEntry extends AuditAct {
  readonly seq: number;
  readonly mac: string;
}

/** AuditChain links entries by HMAC-SHA256: who changes, drops or adds one without the key is found out at the first entry that does not fit. Dropping the newest shows only beside a copy of a later `mac`. */
export interface AuditChain {
  /** The entry that follows `last` (undefined: the first). */
  link(last: Pick<AuditEntry, 'seq' | 'mac'> | undefined, act: AuditAct): AuditEntry;
  /** The `seq` at which the chain is broken, or undefined when it is whole. */
  firstBroken(entries: Iterable<AuditEntry>): number | undefined;
}

/** The chain under the privacy key (32 bytes, base64). */
export function auditChain(privacyKey: string): AuditChain {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(privacyKey, 'base64'), 'crosscurrent', 'audit v1', 32));
  const macOf = (before: string, seq: number, { at, by, act, subject, detail }: AuditAct): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([before, seq, at, by, act, subject, detail ?? null]))
      .digest('base64url');
  return {
    link(last, act) {
      const seq = (last?.seq ?? 0) + 1;
      return { ...act, seq, mac: macOf(last?.mac ?? '', seq, act) };
    },
    firstBroken(entries) {
      let before = '';
      let expected = 1;
      for (const entry of entries) {
        const mac = Buffer.from(macOf(before, expected, entry));
        const found = Buffer.from(entry.mac);
        if (entry.seq !== expected || mac.length !== found.length || !timingSafeEqual(mac, found)) return expected;
        before = entry.mac;
        expected++;
      }
      return undefined;
    },
  };
}
