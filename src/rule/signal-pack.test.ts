import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packSignals, unpackSignals } from './signal-pack.ts';
import type { Signal } from './signal.ts';

const text = fc.constantFrom('kawa', 'żurek', 'łódź', 'toString', '');
const signal: fc.Arbitrary<Signal> = fc
  .record({
    rule: fc.constantFrom('buzz', 'care'),
    topic: text,
    at: fc.integer({ min: 0, max: 1e12 }),
    inputs: fc.array(fc.oneof(fc.integer(), text, fc.constant(null)), { maxLength: 3 }),
    layout: fc.option(fc.constantFrom('l1', 'l2'), { nil: undefined }),
    hits: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
    id: text,
    contact: fc.option(fc.constantFrom('p1ola', 'p1ewa'), { nil: undefined }),
    rest: fc.dictionary(fc.constantFrom('data', 'topics', 'sentiment'), fc.jsonValue() as fc.Arbitrary<never>, { maxKeys: 2 }),
  })
  .map(({ rule, topic, at, inputs, layout, hits, id, contact, rest }) => ({
    rule,
    key: `topic=${topic}`,
    group: { topic },
    at,
    inputs,
    ...(layout === undefined ? {} : { layout }),
    ...(hits === undefined ? {} : { hits }),
    event: { id, source: 'x', type: 'social.mentioned', at, ...(contact === undefined ? {} : { contact }), ...rest },
  }));

describe('packSignals', () => {
  it('gives every signal back, in order within its rule and key, through JSON', () => {
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 12 }), (signals) => {
        const back = (JSON.parse(JSON.stringify(packSignals(signals))) as ReturnType<typeof packSignals>).flatMap(unpackSignals);
        const by = (list: readonly Signal[]): unknown => {
          const groups: { [name: string]: Signal[] } = {};
          for (const one of list) (groups[`${one.rule}|${one.key}|${one.layout ?? ''}`] ??= []).push(one);
          return groups;
        };
        expect(by(back)).toEqual(by(JSON.parse(JSON.stringify(signals)) as Signal[]));
      }),
    );
  });

  it('writes what signals of one key share once', () => {
    const one: Signal = {
      rule: 'buzz',
      key: 'topic=żur',
      group: { topic: 'żur' },
      at: 5,
      inputs: [1],
      event: { id: 'a', source: 'x', type: 't', at: 5 },
    };
    expect(packSignals([one, { ...one, event: { ...one.event, id: 'b' } }])).toHaveLength(1);
  });
});
