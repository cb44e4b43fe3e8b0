import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageFolder, type OwnMapping } from '#config';
import type { Json } from '#kernel';
import { compileMapping, ownEvents } from './own-events.ts';
import { Surprises } from './surprises.ts';

const mapping = (more: Partial<OwnMapping> = {}): OwnMapping => ({ type: '"ad.clicked"', data: {}, identifiers: {}, ...more });
const events = (value: Json, more: Partial<OwnMapping>) =>
  ownEvents({
    value,
    suspect: false,
    request: { method: 'POST', url: '', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) },
    source: { name: 'here', type: 'json', secrets: [], purposes: [], mapping: mapping(more) },
    surprises: new Surprises(),
  });

it('tells every mistake of a mapping with its field and the character where it stands', () => {
  const wrong = mapping({ id: 'one.id +', when: 'wone.kind == "x"', data: { cost: 'double(' } });
  expect(() => compileMapping(wrong, 'network')).toThrow(/sources\.network\.map\.id, character \d+: /);
  expect(() => compileMapping(wrong, 'network')).toThrow(/sources\.network\.map\.when, character 1: /);
  expect(() => compileMapping(wrong, 'network')).toThrow(/sources\.network\.map\.data\.cost, character \d+: /);
});

it('the mapping of the example configuration compiles', () => {
  const { sources } = parse(readFileSync(join(packageFolder(), 'docs', 'crosscurrent.example.yaml'), 'utf8')) as {
    sources: Record<string, { map?: OwnMapping }>;
  };
  const { map } = sources['display-network']!;
  expect(() => compileMapping({ ...map!, identifiers: {} }, 'display-network')).not.toThrow();
});

it('leaves out fields that are missing, and refuses alone what has no type', () => {
  const [first, second] = events([{ kind: 'ad.clicked', żółw: 'ż' }, { other: 1 }], {
    type: 'one.kind',
    data: { a: 'one.nothing.at.all', b: 'one["żółw"]' },
  });
  expect(first!.candidate).toMatchObject({ type: 'ad.clicked', id: undefined, data: { b: 'ż' } });
  expect(second!.candidate).toMatchObject({ code: 'invalid-item' });
});

it('knows times in words, in seconds and in milliseconds', () => {
  const times = events([{ t: '2026-11-22T10:00:00Z' }, { t: 1_795_341_600 }, { t: 1_795_341_600_000 }, { t: '1795341600' }, {}], {
    time: 'one.t',
  }).map(({ candidate }) => (candidate as { time: Json }).time);
  expect(times).toEqual(['2026-11-22T10:00:00Z', 1_795_341_600_000, 1_795_341_600_000, 1_795_341_600_000, undefined]);
});
