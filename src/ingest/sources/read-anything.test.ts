import { array, assert, integer, jsonValue, oneof, property, constantFrom, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrosscurrentError, type Json } from '#kernel';
import { parseSent } from './parse-sent.ts';
import { conformances } from './conformances.fixture.ts';
import { platforms } from './platforms.ts';
import type { SourceRequest } from './source-request.ts';
import { Surprises } from './surprises.ts';

const strange = oneof(
  jsonValue() as never,
  constantFrom<Json>(null, true, -1, 1e300, '', 'ż'.repeat(300), '\u0000', [], {}, [[]], { id: {} }, '__proto__'),
);

/** The value with some of its leaves and branches, chosen by the numbers, replaced. */
function shaken(value: Json, where: readonly number[], by: readonly Json[]): Json {
  let turn = 0;
  const walk = (one: Json): Json => {
    const index = turn++ % where.length;
    if (where[index]! % 7 === 0) return by[index % by.length]!;
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one === 'object' && one !== null) return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, walk(inner)]));
    return one;
  };
  return walk(value);
}

describe.each(conformances.map((one) => [one.type, one] as const))('%s', (type, { payloads, source }) => {
  const platform = platforms[type];
  const isText = platform.sends !== 'json' && platform.sends !== 'either';

  it('reads whatever comes, or says what is wrong with it, and nothing else', () => {
    const seeds = payloads.map((one) => one.body);
    let read = 0;
    assert(
      property(
        constantFrom(...seeds),
        array(integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 40 }),
        array(strange, { minLength: 1, maxLength: 5 }),
        string(),
        (seed, where, by, noise) => {
          const body = isText
            ? `${seed.slice(0, where[0]! * 3)}${noise}${seed.slice(where[1]! * 2)}`
            : JSON.stringify(shaken(JSON.parse(seed) as Json, where, by as Json[]));
          const asked =
            platform.sends === 'query'
              ? { method: 'GET', query: new URLSearchParams(body), body: Buffer.alloc(0) }
              : { method: 'POST', query: new URLSearchParams(), body: Buffer.from(body) };
          const request: SourceRequest = { ...asked, url: 'https://a.b', headers: { 'webhook-id': 'm' } };
          try {
            const submissions = platform.read({
              ...parseSent(platform.sends, request),
              request,
              source: { name: 'here', type, ...source },
              surprises: new Surprises(),
            });
            for (const { candidate } of submissions)
              expect(candidate instanceof CrosscurrentError || typeof candidate.type === 'string').toBe(true);
            read += submissions.length;
          } catch (error) {
            if (!(error instanceof CrosscurrentError)) throw error;
          }
        },
      ),
      { numRuns: 500, seed: 5 },
    );
    expect(read).toBeGreaterThan(20);
  });
});
