import { expect, it } from 'vitest';
import { auditChain, type AuditEntry } from './audit-chain.ts';

const chain = auditChain(Buffer.alloc(32, 3).toString('base64'));

function written(count: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let index = 0; index < count; index++)
    entries.push(chain.link(entries.at(-1), { at: index, by: 'ak', act: 'erase', subject: `p1${index}`, detail: 'żądanie' }));
  return entries;
}

it('is whole as written, and names the first entry that does not fit', () => {
  const entries = written(5);
  expect(chain.firstBroken([])).toBeUndefined();
  expect(chain.firstBroken(entries)).toBeUndefined();
  expect(chain.firstBroken(entries.with(2, { ...entries[2]!, by: 'xx' }))).toBe(3);
  expect(chain.firstBroken(entries.toSpliced(1, 1))).toBe(2);
  expect(chain.firstBroken(entries.toSpliced(3, 0, entries[3]!))).toBe(5);
  expect(chain.firstBroken([entries[1]!, entries[0]!])).toBe(1);
  expect(auditChain(Buffer.alloc(32, 4).toString('base64')).firstBroken(entries)).toBe(1);
});
