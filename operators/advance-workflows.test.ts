import type { DecideInput, Decision } from '#operator';
import { checkRules, type CompiledRule, type CompiledStep, type Signal } from '#rule';
import { fakeBundle, fakeCall, fakeContext, fakeRule, runOperator, workflowOf, type FakeContext } from '#testing';
import { describe, expect, it } from 'vitest';
import { advanceWorkflows } from './advance-workflows.ts';

const wait: CompiledStep = {
  kind: 'wait',
  id: 'pause',
  milliseconds: 7_200_000,
  source: { kind: 'wait', id: 'pause', milliseconds: 7_200_000 },
  inner: [],
};
const workflow = [fakeCall('retarget', true), wait, fakeCall('follow-up')];

function decided(mode: Decision['mode'] = 'active'): DecideInput {
  const signal = {
    rule: 'buzz',
    key: 'topic=kawa',
    group: { topic: 'kawa' },
    at: 5,
    inputs: [],
    event: { id: '1', source: 'x', contact: 'ola' },
  };
  const decision: Decision = {
    rule: 'buzz',
    version: 'v1',
    key: 'topic=kawa',
    fire: 'fire-1',
    at: 5,
    because: '2 people >= 2',
    mode,
    signal,
    measures: { people: { value: 2, members: ['ola', 'łukasz'] } },
  };
  return { kind: 'signals', rule: 'buzz', key: 'topic=kawa', signals: [signal], decisions: [decision] };
}

async function run(context: FakeContext, input: DecideInput) {
  while (context.load(advanceWorkflows.reads!(input, context)));
  const [message] = await runOperator(advanceWorkflows, [input], context);
  return message!;
}

/** The timer of the waiting run, as the lane hands it back when it is due. */
function due(context: FakeContext): DecideInput {
  const timer = context.timers.get('w|fire-1')!;
  context.timers.delete(timer.id);
  return { kind: 'timer', timer };
}

describe('advance-workflows', () => {
  it('sends what comes before the wait now, and the rest when the timer is due', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ workflow })]), strict: true });
    await run(context, decided());
    expect(context.intents).toMatchObject([{ step: 'retarget', members: ['ola', 'łukasz'], purposes: ['retargeting'], at: 5 }]);
    expect(context.intents[0]).not.toHaveProperty('contact');
    const timer = due(context);
    expect(timer).toMatchObject({
      timer: { due: 7_200_005, purpose: 'workflow.resume', payload: { run: 'fire-1', rule: 'buzz', key: 'topic=kawa' } },
    });
    await run(context, timer);
    expect(context.intents[1]).toMatchObject({ step: 'follow-up', purposes: [], at: 7_200_005, run: 'fire-1' });
    expect(context.records.get('r|fire-1')).toMatchObject({ state: 'done', measures: {}, event: {} });
  });

  it('forgets a run that is over after a while', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ workflow })]), strict: true });
    await run(context, decided());
    await run(context, due(context));
    const forget = due(context);
    expect(forget.kind === 'timer' && forget.timer.due).toBe(7_200_005 + 7_200_000);
    await run(context, forget);
    expect(context.records.size).toBe(0);
    expect(context.timers.size).toBe(0);
  });

  it('remembers nothing of a run that never waits', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ workflow: [fakeCall('retarget')] })]), strict: true });
    await run(context, decided());
    expect(context.intents.length).toBe(1);
    expect(context.records.size).toBe(0);
    expect(context.timers.size).toBe(0);
  });

  it('does nothing for a timer whose run is over', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ workflow })]), strict: true });
    await run(context, decided());
    const timer = due(context);
    await run(context, timer);
    await run(context, timer);
    await run(context, timer);
    expect(context.intents.length).toBe(2);
  });

  it('finishes a waiting run on its own version after a restart, also when the rule is gone', async () => {
    const before = fakeContext({ bundle: fakeBundle([fakeRule({ workflow })]), strict: true });
    await run(before, decided());
    const state = [...before.records].map(([field, record]) => [field, JSON.parse(JSON.stringify(record)) as object] as const);
    for (const rules of [[], [fakeRule({ version: 'v2', workflow: [fakeCall('other')] })]]) {
      const after = fakeContext({ bundle: fakeBundle(rules, workflow), strict: true, state });
      await run(after, { kind: 'timer', timer: before.timers.get('w|fire-1')! });
      expect(after.intents).toMatchObject([{ step: 'follow-up', version: 'v1' }]);
    }
  });

  it('finishes a run on the words of its own version when the rule file was changed meanwhile', async () => {
    const text = `rule: buzz
summary: People talk.
on: [social.mentioned]
by: { topic: event.topics }
measures: { people: { fn: distinct, of: event.contact, window: 15m } }
when: measures.people >= 2
cooldown: 1h
workflow:
  - wait: 2h
  - later: { connector: slack, text: "\${measures.people} osoby mówiły o \${group.topic}" }
  - again: { connector: meta-ads, audience: "\${group.topic}", members: measures.people.members }
`;
    const older = checkRules([{ path: 'buzz.yaml', text }]).bundle!;
    const newer = checkRules([{ path: 'buzz.yaml', text: text.replace('osoby mówiły', 'people talked') }]).bundle!;
    const before = fakeContext({ bundle: older, strict: true });
    const input = decided();
    const version = older.rules.get('buzz')!.version;
    if (input.kind === 'signals') input.decisions = input.decisions!.map((one) => ({ ...one, version }));
    await run(before, input);
    const state = [...before.records].map(([field, record]) => [field, JSON.parse(JSON.stringify(record)) as object] as const);
    const after = fakeContext({ bundle: newer, strict: true, state });
    await run(after, { kind: 'timer', timer: before.timers.get('w|fire-1')! });
    expect(after.intents).toMatchObject([
      { step: 'later', version, parameters: { text: '2 osoby mówiły o kawa' } },
      { step: 'again', version, members: ['ola', 'łukasz'] },
    ]);
  });

  it('dead-letters a run whose steps no longer fit, and does not keep it', async () => {
    const before = fakeContext({ bundle: fakeBundle([fakeRule({ workflow })]), strict: true });
    await run(before, decided());
    before.bundle = {
      ...fakeBundle([]),
      steps: () => {
        throw new Error('there is no account "slack"');
      },
    };
    const message = await run(before, due(before));
    expect(message.failure?.reason).toBe('Error: there is no account "slack"');
    expect(before.records.size).toBe(0);
  });

  it('only counts in shadow mode, before and after the wait', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ workflow })]), strict: true });
    await run(context, decided('shadow'));
    await run(context, due(context));
    expect(context.intents).toEqual([]);
    expect(context.occurrences.filter(({ kind }) => kind !== 'run.moved')).toEqual([
      { kind: 'rule.suppressed', rule: 'buzz', reason: 'shadow', count: 1 },
      { kind: 'rule.suppressed', rule: 'buzz', reason: 'shadow', count: 1 },
    ]);
  });

  it('knows whom a run of a rule without measures is about', async () => {
    const context = fakeContext({ bundle: fakeBundle([fakeRule({ from: 0, workflow })]), strict: true });
    await run(context, decided());
    expect(context.intents[0]).toMatchObject({ contact: 'ola' });
  });

  it('takes a run on at the event it waits for, of its own key, and never at the event that began it', async () => {
    const { bundle, rule } = workflowOf(
      '- wait_for: { on: [lead.submitted, email.clicked], where: event.source == "shop", timeout: 1d }\n- a: { connector: crm, text: "przyszło" }',
      'concurrency: parallel',
    );
    const context = fakeContext({ bundle, strict: true });
    const take = async (type: string, contact: string, at: number, source = 'shop') => {
      const value = { id: `e${at}`, source, type, time: '', at, received: at, contact, topics: [], data: {} };
      const signals = bundle.candidates(value).flatMap((one) => [...one.signals(value)]);
      for (const signal of signals) {
        const input: DecideInput = { kind: 'signals', rule: rule.name, key: signal.key, signals: [signal] };
        if (((signal.hits ?? 1) & 1) === 1) input.decisions = [decisionAt(rule, signal)];
        await run(context, input);
      }
      return signals.length;
    };
    expect(await take('lead.submitted', 'ola', 1)).toBe(1);
    expect(context.intents).toEqual([]);
    expect(await take('email.clicked', 'ewa', 2)).toBe(1);
    expect(await take('email.clicked', 'ola', 3, 'inny')).toBe(0);
    expect(context.intents).toEqual([]);
    expect(await take('lead.submitted', 'ola', 4)).toBe(1);
    expect(context.intents.map((one) => one.run)).toEqual(['fire-1']);
    expect(await take('email.clicked', 'ola', 5)).toBe(1);
    expect(context.intents.map((one) => one.run)).toEqual(['fire-1', 'fire-4']);
  });

  it.each([
    ['continue', 'running', []],
    ['cancel', 'cancelled', []],
    ['compensate', 'compensating', ['a.compensate']],
  ] as const)('does with the runs of a key what on_resolve: %s says', async (word, state, steps) => {
    const { bundle, rule } = workflowOf(
      '- a: { connector: crm, compensate: { connector: crm, operation: take_back } }\n- wait: 1h\n- b: { connector: crm }',
      `on_resolve: ${word}`,
    );
    const context = fakeContext({ bundle, strict: true });
    const signal = {
      rule: rule.name,
      key: 'who=ola',
      group: { who: 'ola' },
      at: 1,
      inputs: [],
      event: { id: '1', source: 'x', contact: 'ola' },
    };
    const input = { kind: 'signals' as const, rule: rule.name, key: signal.key };
    await run(context, { ...input, signals: [signal], decisions: [decisionAt(rule, signal)] });
    const news = { kind: 'report' as const, run: 'fire-1', step: 'a', round: 0, part: 0, outcome: 'delivered' as const };
    await run(context, { kind: 'news', rule: rule.name, key: signal.key, at: 5, news });
    const calm = { ...signal, at: 9 };
    await run(context, {
      ...input,
      signals: [calm],
      resolutions: [{ rule: rule.name, key: signal.key, at: 9, because: 'spokój', signal: calm }],
    });
    expect(context.records.get('r|fire-1')).toMatchObject({ state });
    expect(context.intents.map((one) => one.step)).toEqual(['a', ...steps]);
  });

  it('takes a run on when its call was reported, once', async () => {
    const { bundle, rule } = workflowOf('- a: { connector: crm, await: true }\n- b: { connector: crm }');
    const context = fakeContext({ bundle, strict: true });
    const signal = {
      rule: rule.name,
      key: 'who=ola',
      group: { who: 'ola' },
      at: 1,
      inputs: [],
      event: { id: '1', source: 'x', contact: 'ola' },
    };
    await run(context, { kind: 'signals', rule: rule.name, key: signal.key, signals: [signal], decisions: [decisionAt(rule, signal)] });
    const { run: id, step, reply } = context.intents[0]!;
    const news = { kind: 'report' as const, run: id, step, round: reply!.round, part: reply!.part, outcome: 'delivered' as const };
    await run(context, { kind: 'news', rule: rule.name, key: signal.key, at: 5, news });
    await run(context, { kind: 'news', rule: rule.name, key: signal.key, at: 6, news });
    await run(context, { kind: 'news', rule: rule.name, key: signal.key, at: 7, news: { ...news, run: 'gone' } });
    expect(context.intents.map((one) => one.step)).toEqual(['a', 'b']);
  });
});

function decisionAt(rule: CompiledRule, signal: Signal): Decision {
  const { key, at } = signal;
  return { rule: rule.name, version: rule.version, key, fire: `fire-${at}`, at, because: 'x', mode: 'active', signal, measures: {} };
}
