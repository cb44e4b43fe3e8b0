import type { CompiledRule, PlannedStep, RuleBundle, RunNews } from '#rule';
import { workflowOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { advance, type Advance, type Cause } from './advance.ts';
import { beginRun } from './begin-run.ts';
import { stepsOf } from './steps-of.ts';
import type { WorkflowRun } from './workflow-run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function runOf(
  rule: CompiledRule,
  more: { readonly fire?: string; readonly mode?: 'active' | 'shadow'; readonly members?: readonly string[] } = {},
) {
  return beginRun(rule, {
    fire: more.fire ?? 'fire-1',
    key: 'who=ola',
    at: 1_000,
    because: 'every lead.submitted',
    mode: more.mode ?? 'active',
    signal: {
      group: { who: 'ola' },
      event: { id: 'e1', source: 'x', type: 'lead.submitted', at: 1_000, contact: 'ola', data: { name: 'Łucja' } },
    },
    measures: { people: { value: 2, ...(more.members ? { members: more.members } : {}) } },
  });
}

/** A run in the hands of a test: every turn begins with the run as it would be read back from state. */
class Journey {
  run: WorkflowRun;
  last: Advance | undefined;
  readonly sent: Advance['intents'][number][] = [];
  readonly #bundle: RuleBundle;

  constructor(steps: string, more: Parameters<typeof runOf>[1] & { readonly head?: string } = {}) {
    const { bundle, rule } = workflowOf(steps, more.head);
    this.#bundle = bundle;
    this.run = runOf(rule, more);
    this.#turn({ kind: 'begin' }, 1_000);
  }

  #turn(cause: Cause, at: number): this {
    const compile = (plan: PlannedStep) => stepsOf(this.run, this.#bundle)(plan);
    this.last = advance(JSON.parse(JSON.stringify(this.run)) as WorkflowRun, cause, at, compile);
    this.run = JSON.parse(JSON.stringify(this.last.run)) as WorkflowRun;
    this.sent.push(...this.last.intents);
    return this;
  }

  /** The next timer comes. */
  due(): this {
    return this.#turn({ kind: 'due' }, this.last!.due!);
  }

  report(step: string, outcome: 'delivered' | 'failed' | 'suppressed', more: Partial<Extract<RunNews, { kind: 'report' }>> = {}): this {
    return this.#turn({ kind: 'report', run: this.run.id, step, round: 0, part: 0, outcome, ...more }, this.run.at + 10);
  }

  answer(step: string, decision: 'yes' | 'no', comment = ''): this {
    return this.#turn({ kind: 'answer', run: this.run.id, step, decision, by: 'ania', comment }, this.run.at + MINUTE);
  }

  comes(event: { readonly [name: string]: string | number }, at = this.run.at + 1): this {
    const wait = this.run.threads.flatMap((one) => (one.wait?.kind === 'event' ? [one.wait.definition] : []))[0] ?? 'none';
    return this.#turn({ kind: 'event', definition: wait, event: { type: 'email.clicked', ...event } }, at);
  }

  cancel(compensate: boolean): this {
    return this.#turn({ kind: 'cancel', why: 'resolved', compensate }, this.run.at + 1);
  }

  get trail(): string[] {
    return this.run.history.map(([step, state, , why]) => [step, state, why].filter((one) => one !== undefined && one !== '').join(' '));
  }

  get calls(): string[] {
    return this.sent.map((one) => one.step);
  }
}

const call = (name: string, more = ''): string => `- ${name}: { connector: crm, text: "${name}"${more === '' ? '' : `, ${more}`} }`;

describe('advance', () => {
  it('renders calls into intents that carry their reason and a key of their own', () => {
    const journey = new Journey(
      '- alert: { connector: slack, text: "Klient ${event.data.name} w ${now}" }\n- next: { connector: crm, a: 1 }',
      {
        head: 'on: [lead.submitted, own.type]',
      },
    );
    expect(journey.run.state).toBe('done');
    expect(journey.sent).toEqual([
      {
        key: expect.stringMatching(/^[\w-]{27}$/) as string,
        connector: 'slack',
        operation: 'post',
        parameters: { text: 'Klient Łucja w 1000' },
        contact: 'ola',
        purposes: [],
        rule: 'journey',
        version: journey.run.version,
        run: 'fire-1',
        step: 'alert',
        group: { who: 'ola' },
        because: 'every lead.submitted',
        at: 1_000,
      },
      expect.objectContaining({ step: 'next', parameters: { a: 1 } }) as object,
    ]);
    expect(journey.sent[0]!.key).not.toBe(journey.sent[1]!.key);
  });

  it('gives the same keys whenever it is asked again, and others to another fire', () => {
    const key = (fire: string): string => new Journey(call('a'), { fire }).sent[0]!.key;
    expect(key('fire-1')).toBe(key('fire-1'));
    expect(key('fire-1')).not.toBe(key('fire-2'));
  });

  it('splits more than ten thousand members into several intents with different keys, and awaits them all', () => {
    const crowd = Array.from({ length: 25_000 }, (_, index) => `osoba-${index}`);
    const { bundle, rule } = workflowOf('- all: { connector: crm, await: true }\n- next: { connector: crm }');
    const compile = (plan: PlannedStep) => {
      const step = stepsOf(run, bundle)(plan);
      return step.kind === 'call' && step.id === 'all' ? { ...step, render: () => ({ parameters: {}, members: crowd }) } : step;
    };
    let run = runOf(rule);
    const first = advance(run, { kind: 'begin' }, 1_000, compile);
    expect(first.intents.map((one) => one.members?.length)).toEqual([10_000, 10_000, 5_000]);
    expect(new Set(first.intents.map((one) => one.key)).size).toBe(3);
    run = first.run;
    for (const part of [2, 0, 0, 1]) {
      const next = advance(run, { kind: 'report', run: run.id, step: 'all', round: 0, part, outcome: 'delivered' }, 2_000, compile);
      run = next.run;
      expect(next.intents.map((one) => one.step)).toEqual(part === 1 ? ['next'] : []);
    }
    expect(run.state).toBe('done');
  });

  it('waits, forgets members that no step to do speaks of, and goes on at the time that was due', () => {
    const journey = new Journey(`${call('a')}\n- wait: 2h\n${call('b')}`, { members: ['ola', 'łukasz'] });
    expect(journey.calls).toEqual(['a']);
    expect(journey.last!.due).toBe(1_000 + 2 * HOUR);
    expect(journey.run.measures).toEqual({ people: { value: 2 } });
    expect(journey.due().sent[1]).toMatchObject({ step: 'b', at: 1_000 + 2 * HOUR });
    expect(journey.run.state).toBe('done');
    expect(journey.trail).toEqual(['a called', 'wait-2 waiting', 'wait-2 over', 'b called', 'done']);
  });

  it('ends at a wait that nothing follows', () => {
    expect(new Journey('- wait: 1h').run.state).toBe('done');
  });

  it('chooses the first case that holds, else the rest, and goes on behind it', () => {
    const steps = (first: string): string =>
      `- switch:\n    - if: ${first}\n      do: [ one: { connector: crm } ]\n    - if: event.contact == "ola"\n      do: [ two: { connector: crm } ]\n    - else: [ three: { connector: crm } ]\n${call('after')}`;
    expect(new Journey(steps('event.contact == "ola"')).calls).toEqual(['one', 'after']);
    expect(new Journey(steps('event.contact == "ewa"')).calls).toEqual(['two', 'after']);
    expect(new Journey(steps('1 == 2').replace('"ola"', '"ewa"')).calls).toEqual(['three', 'after']);
    expect(new Journey(steps('1 == 2')).trail[0]).toBe('switch-1 chose case 2');
  });

  it('keeps variables for later templates', () => {
    const journey = new Journey(
      '- set: { name: \'event.data.name + "!"\', count: 3 }\n- set: { double: vars.count * 2 }\n- a: { connector: crm, text: "${vars.name} ${vars.double}" }',
      { head: 'on: [lead.submitted, own.type]' },
    );
    expect(journey.sent[0]!.parameters).toEqual({ text: 'Łucja! 6' });
  });

  it('says events with a stable id, and ends at a stop with its reason', () => {
    const steps = '- emit: { type: own.said, data: { who: "${group.who}" } }\n- stop: "dosyć, ${group.who}"';
    const journey = new Journey(steps);
    expect(journey.last!.events).toMatchObject([{ type: 'own.said', at: 1_000, contact: 'ola', data: { who: 'ola' } }]);
    expect(journey.last!.events[0]!.id).toBe(new Journey(steps).last!.events[0]!.id);
    expect(journey.run.state).toBe('stopped');
    expect(journey.trail.at(-1)).toBe('stopped dosyć, ola');
  });

  it('does branches side by side and goes on when all have ended', () => {
    const steps = `- parallel:\n    - [ ${call('a').slice(2)} , wait: 1h, ${call('b').slice(2)} ]\n    - [ ${call('c').slice(2)}, wait: 2h ]\n${call('after')}`;
    const journey = new Journey(steps);
    expect(journey.calls).toEqual(['a', 'c']);
    expect(journey.due().calls).toEqual(['a', 'c', 'b']);
    expect(journey.last!.due).toBe(1_000 + 2 * HOUR);
    expect(journey.due().calls).toEqual(['a', 'c', 'b', 'after']);
    expect(journey.run.state).toBe('done');
  });

  it('ends all branches when one of them stops the run', () => {
    const journey = new Journey(`- parallel:\n    - [ wait: 1h, stop: dosyć ]\n    - [ wait: 2h, ${call('never').slice(2)} ]`);
    expect(journey.due().run).toMatchObject({ state: 'stopped', threads: [] });
    expect(journey.last!.due).toBeUndefined();
    expect(journey.calls).toEqual([]);
  });
});

describe('advance: calls that are awaited', () => {
  it('goes on when the report is there, and lets later steps read it', () => {
    const journey = new Journey(
      '- a: { connector: crm, await: true }\n- switch:\n    - if: steps.a.outcome == "suppressed"\n      do: [ held: { connector: crm } ]\n    - else: [ went: { connector: crm } ]',
    );
    expect(journey.calls).toEqual(['a']);
    expect(journey.sent[0]).toMatchObject({ reply: { key: 'who=ola', round: 0, part: 0 } });
    expect(journey.report('a', 'suppressed', { why: 'consent' }).calls).toEqual(['a', 'held']);
    expect(journey.trail).toContain('a suppressed consent');
  });

  it('changes nothing for a report that comes twice, of another round, or for a step that does not wait', () => {
    const journey = new Journey('- a: { connector: crm, await: true }\n- wait: 1h\n- b: { connector: crm }');
    journey.report('a', 'delivered', { round: 1 });
    expect(journey.last!.moved).toBe(false);
    journey.report('a', 'delivered');
    const before = journey.run;
    expect(journey.report('a', 'delivered').run).toEqual(before);
    expect(journey.report('b', 'delivered').last!.moved).toBe(false);
  });

  it('tries a call again with the same key and the same bytes, waiting twice as long each time, and then fails', () => {
    const journey = new Journey(
      '- set: { word: now }\n- a: { connector: crm, now: "${now}", word: "${vars.word}", retry: { max: 2, backoff: 1m } }\n- b: { connector: crm }',
    );
    journey.report('a', 'failed', { why: 'refused-by-platform' });
    expect(journey.last!.due).toBe(journey.run.at + MINUTE);
    journey.due().report('a', 'failed', { round: 1, why: 'refused-by-platform' });
    expect(journey.last!.due).toBe(journey.run.at + 2 * MINUTE);
    journey.due();
    expect(journey.sent.map((one) => one.reply?.round)).toEqual([0, 1, 2]);
    const bytes = journey.sent.map((one) => JSON.stringify({ ...one, reply: 0 }));
    expect(new Set(bytes).size).toBe(1);
    journey.report('a', 'failed', { round: 2, why: 'refused-by-platform' });
    expect(journey.run.state).toBe('failed');
    expect(journey.calls).toEqual(['a', 'a', 'a']);
    expect(journey.last!.events).toMatchObject([
      { type: 'workflow.failed', data: { rule: 'journey', run: 'fire-1', why: '"a" failed: refused-by-platform' } },
    ]);
  });

  it('goes on after a failure when it is told to', () => {
    const journey = new Journey('- a: { connector: crm, on_failed: continue }\n- b: { connector: crm }');
    expect(journey.report('a', 'failed', { why: 'refused-by-platform' }).calls).toEqual(['a', 'b']);
    expect(journey.run.state).toBe('done');
  });

  it('gives a call up whose report never comes', () => {
    const journey = new Journey('- a: { connector: crm, await: true }\n- b: { connector: crm }');
    expect(journey.due().run.state).toBe('failed');
    expect(journey.trail).toContain('a failed no-report');
  });

  it('assumes in shadow mode that calls are delivered and questions answered with yes', () => {
    const journey = new Journey('- a: { connector: crm, await: true }\n- ask: { approve: { ask: "Puścić?" } }\n- b: { connector: crm }', {
      mode: 'shadow',
    });
    expect(journey.calls).toEqual(['a', 'b']);
    expect(journey.run.state).toBe('done');
  });
});

describe('advance: waiting for an event', () => {
  const steps = `- reply: { wait_for: { on: [email.clicked], where: event.contact == fire.event.contact, timeout: 1h, on_timeout: [ ${call('late').slice(2)} ] } }\n- after: { connector: crm, text: "\${steps.reply.outcome} \${steps.reply.event.id}" }`;

  it('goes on at the first event that fits, and lets later steps read it', () => {
    const journey = new Journey(steps);
    expect(journey.comes({ id: 'k0', contact: 'ewa' }).last!.moved).toBe(false);
    expect(journey.comes({ id: 'k0', contact: 'ola', type: 'email.opened' }).last!.moved).toBe(false);
    journey.comes({ id: 'k1', contact: 'ola' });
    expect(journey.sent.map((one) => one.parameters)).toEqual([{ text: 'came k1' }]);
    expect(journey.run.state).toBe('done');
  });

  it('does the steps of the timeout when none came, and then goes on too', () => {
    expect(new Journey(steps).due().calls).toEqual(['late', 'after']);
  });

  it('takes no event from before the run, nor one from after the timeout', () => {
    const journey = new Journey(steps);
    expect(journey.comes({ id: 'k1', contact: 'ola' }, 999).last!.moved).toBe(false);
    expect(journey.comes({ id: 'k2', contact: 'ola' }, 1_001 + HOUR).last!.moved).toBe(false);
    expect(journey.comes({ id: 'k3', contact: 'ola' }, 1_000 + HOUR).last!.moved).toBe(true);
  });
});

describe('advance: asking a person', () => {
  const steps = `- ask: { approve: { ask: "Wydać 500 zł na \${group.who}?", expires: 4h, on_refused: [ ${call('no').slice(2)} ], on_expired: [ ${call('silence').slice(2)} ] } }\n- go: { connector: crm, text: "\${steps.ask.by}" }`;

  it('waits for the answer and keeps what is asked', () => {
    const journey = new Journey(steps);
    expect(journey.run.threads[0]!.wait).toEqual({ kind: 'answer', ask: 'Wydać 500 zł na ola?', due: 1_000 + 4 * HOUR });
    journey.answer('ask', 'yes', 'śmiało');
    expect(journey.sent.map((one) => one.parameters)).toEqual([{ text: 'ania' }]);
    expect(journey.trail).toEqual(['ask asked', 'ask approved ania: śmiało', 'go called', 'done']);
  });

  it('does what is to be done after a no, and stops', () => {
    const journey = new Journey(steps).answer('ask', 'no', 'za drogo');
    expect(journey.calls).toEqual(['no']);
    expect(journey.run.state).toBe('stopped');
    expect(journey.trail.at(-1)).toBe('stopped refused by ania: za drogo');
  });

  it('does what is to be done when nobody answers, and stops; the first of two answers counts', () => {
    const journey = new Journey(steps).due();
    expect(journey.calls).toEqual(['silence']);
    expect(journey.run.state).toBe('stopped');
    expect(new Journey(steps).answer('ask', 'yes').answer('ask', 'no').calls).toEqual(['go']);
    expect(new Journey(steps).answer('other', 'yes').last!.moved).toBe(false);
  });
});

describe('advance: experiments', () => {
  it('gives a unit the same variant in every run, and says that it was exposed', () => {
    const steps = `- split: { experiment: kolor, by: event.contact, variants: { a: { weight: 1, do: [ ${call('a').slice(2)} ] }, b: { weight: 1, do: [ ${call('b').slice(2)} ] } } }\n${call('after')}`;
    const first = new Journey(steps);
    const again = new Journey(steps, { fire: 'fire-2' });
    expect(first.calls).toEqual(again.calls);
    expect(first.calls).toHaveLength(2);
    const [variant] = first.calls;
    expect(first.last!.events).toMatchObject([
      {
        type: 'experiment.exposed',
        contact: 'ola',
        data: { experiment: 'kolor', variant: variant!, unit: 'ola', rule: 'journey', run: 'fire-1' },
      },
    ]);
    expect(first.last!.events[0]!.id).not.toBe(again.last!.events[0]!.id);
  });
});

describe('advance: taking back', () => {
  const undo = (name: string): string =>
    `- ${name}: { connector: crm, text: ${name}, compensate: { connector: crm, operation: take_back, text: "${name} wstecz" } }`;

  it('takes completed calls back in reverse order when one fails, each when the one before is done', () => {
    const journey = new Journey(`${undo('a')}\n${undo('b')}\n${call('c')}`);
    journey.report('a', 'delivered').report('b', 'delivered').report('c', 'failed', { why: 'refused-by-platform' });
    expect(journey.run.state).toBe('compensating');
    expect(journey.calls).toEqual(['a', 'b', 'c', 'b.compensate']);
    journey.report('b.compensate', 'delivered').report('a.compensate', 'delivered');
    expect(journey.calls).toEqual(['a', 'b', 'c', 'b.compensate', 'a.compensate']);
    expect(journey.run.state).toBe('compensated');
    expect(journey.trail.at(-1)).toBe('compensated "c" failed: refused-by-platform');
  });

  it('takes back a call whose end nobody knows, and leaves alone what was refused or held back', () => {
    const unsure = new Journey(undo('a')).report('a', 'failed', { why: 'attempts-exhausted' });
    expect(unsure.calls).toEqual(['a', 'a.compensate']);
    const refused = new Journey(undo('a')).report('a', 'failed', { why: 'refused-by-platform' });
    expect(refused.calls).toEqual(['a']);
    expect(refused.run.state).toBe('failed');
    const held = new Journey(`${undo('a')}\n${call('b')}`)
      .report('a', 'suppressed', { why: 'consent' })
      .report('b', 'failed', { why: 'refused-by-platform' });
    expect(held.calls).toEqual(['a', 'b']);
  });

  it('tries for long to take back, goes on with the others when one cannot be, and says so', () => {
    const journey = new Journey(`${undo('a')}\n${undo('b')}\n${call('c')}`);
    journey.report('a', 'delivered').report('b', 'delivered').report('c', 'failed', { why: 'refused-by-platform' });
    for (let round = 0; round < 8; round++) journey.report('b.compensate', 'failed', { round, why: 'attempts-exhausted' }).due();
    journey.report('b.compensate', 'failed', { round: 8, why: 'attempts-exhausted' });
    expect(journey.calls.filter((one) => one === 'b.compensate')).toHaveLength(9);
    journey.report('a.compensate', 'delivered');
    expect(journey.run.state).toBe('failed');
    expect(journey.trail.at(-1)).toBe('failed "b.compensate" could not be taken back');
    expect(journey.last!.events).toMatchObject([{ type: 'workflow.failed' }]);
  });

  it('waits for calls on their way before it takes back, because only then is it known what there is to take back', () => {
    const branches = `- parallel:\n    - [ ${undo('a').slice(2)} ]\n    - [ ${call('b').slice(2)} ]`;
    const journey = new Journey(branches).report('b', 'failed', { why: 'refused-by-platform' });
    expect(journey.run.state).toBe('draining');
    expect(journey.report('a', 'delivered').calls).toEqual(['a', 'b', 'a.compensate']);
    expect(journey.report('a.compensate', 'delivered').run.state).toBe('compensated');
  });

  it('takes back when the rule resolves, when it is told so, and else only ends', () => {
    const steps = `${undo('a')}\n- wait: 1h`;
    const kept = new Journey(steps).report('a', 'delivered');
    expect(kept.run.state).toBe('running');
    expect(kept.cancel(true).calls).toEqual(['a', 'a.compensate']);
    expect(new Journey(steps).report('a', 'delivered').cancel(false).run).toMatchObject({ state: 'cancelled', threads: [] });
    const step = new Journey(`${undo('a')}\n- compensate: nie wyszło`).report('a', 'delivered');
    expect(step.calls).toEqual(['a', 'a.compensate']);
    expect(step.report('a.compensate', 'delivered').trail.at(-1)).toBe('compensated nie wyszło');
  });

  it('keeps nothing of a run that is over but what happened', () => {
    const { run } = new Journey(undo('a')).report('a', 'delivered');
    expect(run).toMatchObject({ state: 'done', event: {}, measures: {}, threads: [] });
    expect(run).not.toHaveProperty('contact');
    expect(run).not.toHaveProperty('undo');
  });
});
