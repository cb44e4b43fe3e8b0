import { Message } from '#message';
import type { Batch, DecideInput, Decision } from '#operator';
import type { CompiledRule, Signal } from '#rule';
import { fakeBundle, fakeContext, fakeRule, runOperator, type FakeContext } from '#testing';
import * as fc from 'fast-check';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decideRules } from './decide-rules.ts';

const minute = 60_000;

function said(id: string, at: number, contact = id): Signal {
  return fakeRule().signals({
    id,
    source: 'x',
    type: 'social.mentioned',
    time: '',
    at,
    received: at,
    contact,
    data: {},
    topics: ['kawa'],
  })[0]!;
}

async function run(context: FakeContext, inputs: readonly DecideInput[]) {
  for (const input of inputs) while (context.load(decideRules.reads!(input, context)));
  return runOperator(decideRules, inputs, context);
}

async function decide(context: FakeContext, signals: readonly Signal[], rule = 'buzz'): Promise<readonly Decision[]> {
  const input: DecideInput = { kind: 'signals', rule, key: 'topic=kawa', signals };
  await run(context, [input]);
  return input.decisions ?? [];
}

/** The same records as a new process would read them. */
function restarted(context: FakeContext, rules: readonly CompiledRule[]): FakeContext {
  const state = [...context.records].map(([field, record]) => [field, JSON.parse(JSON.stringify(record)) as object] as const);
  return fakeContext({ bundle: fakeBundle(rules), state, strict: true });
}

describe('decide-rules', () => {
  it('fires when the condition holds, and says why and for whom', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule()]), strict: true, now: 10 });
    const decisions = await decide(context, [said('ola', 1), said('łukasz', 2)]);
    expect(decisions).toEqual([
      {
        rule: 'buzz',
        version: 'v1',
        key: 'topic=kawa',
        fire: expect.stringMatching(/^[\w-]{27}$/) as string,
        at: 2,
        because: '2 people >= 2',
        mode: 'active',
        signal: said('łukasz', 2),
        measures: { talk: { value: 2 }, people: { value: 2, members: ['ola', 'łukasz'] } },
      },
    ]);
    expect(context.occurrences).toEqual([
      { kind: 'rule.fired', rule: 'buzz', mode: 'active', group: 'topic=kawa', because: '2 people >= 2' },
    ]);
  });

  it('stays silent below the threshold', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule()]), strict: true });
    expect(await decide(context, [said('1', 0, 'ola'), said('2', 1, 'ola')])).toEqual([]);
    expect(context.occurrences).toEqual([]);
  });

  it('counts what the cooldown held back once per batch, and fires again after it', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule()]), strict: true });
    expect(
      await decide(
        context,
        ['a', 'b', 'c', 'd'].map((who, at) => said(who, at)),
      ),
    ).toHaveLength(1);
    expect(context.occurrences.at(-1)).toEqual({ kind: 'rule.suppressed', rule: 'buzz', reason: 'cooldown', count: 2 });
    expect(await decide(context, [said('e', 61 * minute), said('f', 61 * minute)])).toHaveLength(1);
  });

  it('lets every signal of a rule without measures fire, and remembers nothing without a cooldown', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ from: 0, cooldown: 0 })]), strict: true });
    const decisions = await decide(context, [said('1', 0), said('2', 1)]);
    expect(new Set(decisions.map((one) => one.fire)).size).toBe(2);
    expect(context.records.size).toBe(0);
  });

  it('holds a rule without measures to its cooldown', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ from: 0 })]), strict: true });
    expect(await decide(context, [said('1', 0), said('2', 1)])).toHaveLength(1);
  });

  it('counts signals of a rule that is gone, and those that are late or were made for other measures', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule()]), strict: true });
    const input: DecideInput = { kind: 'signals', rule: 'gone', key: 'topic=kawa', signals: [said('1', 0)] };
    const [message] = await run(context, [input]);
    expect(message!.fate).toBe('suppressed');
    await decide(context, [said('2', 60 * minute), said('3', minute), { ...said('4', 60 * minute), layout: 'older' }]);
    expect(context.occurrences).toEqual([
      { kind: 'rule.suppressed', rule: 'gone', reason: 'unknown-rule', count: 1 },
      { kind: 'rule.suppressed', rule: 'buzz', reason: 'late', count: 1 },
      { kind: 'rule.suppressed', rule: 'buzz', reason: 'measures-changed', count: 1 },
    ]);
  });

  it('forgets a group that nothing touched for its longest window', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule()]), strict: true, now: minute });
    const lane = new Subject<Batch<DecideInput>>();
    lane.pipe(decideRules.through(context)).subscribe();
    const push = async (now: number, ...signals: Signal[]): Promise<void> => {
      context.now = now;
      const inputs = signals.map((one): DecideInput => ({ kind: 'signals', rule: one.rule, key: one.key, signals: [one] }));
      for (const input of inputs) while (context.load(decideRules.reads!(input, context)));
      lane.next(inputs.map((input, index) => new Message(input, '1-0', index)));
    };
    await push(minute, said('1', minute));
    await push(5 * minute, said('2', 5 * minute, '1'));
    await push(17 * minute);
    expect(context.records.size).toBe(1);
    await push(21 * minute);
    expect(context.records.size).toBe(0);
  });

  it('remembers as many groups as the rule may have, and forgets the one that was silent longest', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ maxGroups: 2 })]), strict: true, now: minute });
    const lane = new Subject<Batch<DecideInput>>();
    lane.pipe(decideRules.through(context)).subscribe();
    const push = (...keys: string[]): void => {
      const inputs = keys.map((key, index): DecideInput => {
        const signal = said(`${key}${index}`, minute);
        return { kind: 'signals', rule: 'buzz', key, signals: [{ ...signal, key, group: { topic: key } }] };
      });
      for (const input of inputs) while (context.load(decideRules.reads!(input, context)));
      lane.next(inputs.map((input, index) => new Message(input, '1-0', index)));
    };
    push('a', 'b', 'a', 'c');
    expect([...context.records.keys()]).toEqual(['g|buzz|a', 'g|buzz|c']);
    expect(context.occurrences).toContainEqual({ kind: 'rule.suppressed', rule: 'buzz', reason: 'too-many-groups', count: 1 });
  });

  it('decides the same however the signals are batched and wherever it restarts', async () => {
    const rules = [fakeRule({ cooldown: 20 * minute })];
    const step = fc.record({
      gap: fc.integer({ min: -2 * minute, max: 6 * minute }),
      who: fc.integer({ min: 0, max: 4 }),
      cut: fc.constantFrom('', 'batch', 'restart'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let at = 100 * minute;
        const signals = steps.map((one, index) => said(`id-${index}`, (at += one.gap), `osoba-${one.who}`));
        const whole = await decide(fakeContext({ bundle: fakeBundle(rules), strict: true }), signals);
        let context = fakeContext({ bundle: fakeBundle(rules), strict: true });
        const pieces: Decision[] = [];
        let batch: Signal[] = [];
        for (const [index, signal] of signals.entries()) {
          batch.push(signal);
          if (steps[index]!.cut === '' && index < signals.length - 1) continue;
          pieces.push(...(await decide(context, batch)));
          batch = [];
          if (steps[index]!.cut === 'restart') context = restarted(context, rules);
        }
        expect(pieces).toEqual(whole);
      }),
    );
  });
});
