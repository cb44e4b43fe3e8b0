import type { CompiledRule, RuleBundle } from '#rule';
import { fakeContext, workflowOf, type FakeContext } from '#testing';
import { describe, expect, it } from 'vitest';
import { beginRun } from './begin-run.ts';
import { KeyRuns, runField } from './key-runs.ts';
import type { WorkflowRun } from './workflow-run.ts';

const HOUR = 3_600_000;

/** The runs of one key in the hands of a test. */
class Key {
  readonly context: FakeContext;
  readonly rule: CompiledRule;
  #fires = 0;

  constructor(head = '', steps = '- a: { connector: crm }\n- wait: 1h\n- b: { connector: crm }') {
    const { bundle, rule }: { bundle: RuleBundle; rule: CompiledRule } = workflowOf(steps, head);
    this.rule = rule;
    this.context = fakeContext({ bundle, strict: true });
  }

  runs(): KeyRuns {
    while (this.context.load(KeyRuns.fields('journey', 'who=ola', this.context.state)));
    return new KeyRuns('journey', 'who=ola', this.context);
  }

  fire(at: number): string | undefined {
    const signal = { group: { who: 'ola' }, event: { id: 'e', source: 'x', type: 'lead.submitted', contact: 'ola' } };
    const fire = { fire: `fire-${++this.#fires}`, key: 'who=ola', at, because: 'x', mode: 'active' as const, signal, measures: {} };
    return this.runs().start(beginRun(this.rule, fire), this.rule);
  }

  due(run: string): void {
    const timer = this.context.timers.get(`w|${run}`)!;
    while (this.context.load(KeyRuns.fieldsOf(run, this.context.state)));
    KeyRuns.holding(run, this.context)!.tell(run, { kind: 'due' }, timer.due);
  }

  state(run: string): string | undefined {
    return (this.context.records.get(runField(run)) as WorkflowRun | undefined)?.state;
  }

  get calls(): string[] {
    return this.context.intents.map((one) => `${one.run} ${one.step}`);
  }
}

describe('KeyRuns', () => {
  it('skips a fire while a run of the key is on its way, unless it is told otherwise', () => {
    const key = new Key();
    expect([key.fire(0), key.fire(1), key.fire(2)]).toEqual([undefined, 'running', 'running']);
    key.due('fire-1');
    expect(key.calls).toEqual(['fire-1 a', 'fire-1 b']);
    expect(key.fire(HOUR + 1)).toBeUndefined();
    expect(key.calls.at(-1)).toBe('fire-4 a');
  });

  it('queues fires and begins the next when the one before is over, at the time it was', () => {
    const key = new Key('concurrency: queue');
    for (let fire = 0; fire < 3; fire++) expect(key.fire(fire)).toBeUndefined();
    expect(key.calls).toEqual(['fire-1 a']);
    expect(key.state('fire-2')).toBe('queued');
    key.due('fire-1');
    expect(key.calls).toEqual(['fire-1 a', 'fire-1 b', 'fire-2 a']);
    expect(key.context.timers.get('w|fire-2')?.due).toBe(2 * HOUR);
    key.due('fire-2');
    key.due('fire-3');
    expect(key.calls.slice(-3)).toEqual(['fire-2 b', 'fire-3 a', 'fire-3 b']);
  });

  it('takes no more than twenty into the queue', () => {
    const key = new Key('concurrency: queue');
    const answers = Array.from({ length: 23 }, (_, fire) => key.fire(fire));
    expect(answers.filter((one) => one === 'queue-full')).toHaveLength(2);
  });

  it('puts a run in the place of another', () => {
    const key = new Key('concurrency: replace');
    key.fire(0);
    key.fire(5);
    expect(key.state('fire-1')).toBe('cancelled');
    expect(key.context.timers.get('w|fire-2')?.due).toBe(HOUR + 5);
    key.due('fire-2');
    expect(key.calls).toEqual(['fire-1 a', 'fire-2 a', 'fire-2 b']);
  });

  it('lets runs of a key go side by side, a hundred at most', () => {
    const key = new Key('concurrency: parallel');
    const answers = Array.from({ length: 102 }, (_, fire) => key.fire(fire));
    expect(answers.filter((one) => one === 'too-many-runs')).toHaveLength(2);
    key.due('fire-7');
    expect(key.calls.at(-1)).toBe('fire-7 b');
  });

  it('ends all runs of a key when the rule resolves, those in the queue too', () => {
    const key = new Key('concurrency: queue');
    key.fire(0);
    key.fire(1);
    key.runs().cancel('resolved', false, 10);
    expect(key.state('fire-1')).toBe('cancelled');
    expect(key.state('fire-2')).toBeUndefined();
    expect(key.calls).toEqual(['fire-1 a']);
  });

  it('begins no second run for a fire it knows', () => {
    const key = new Key('concurrency: parallel');
    key.fire(0);
    const record = key.context.records.get(runField('fire-1')) as WorkflowRun;
    expect(key.runs().start({ ...record, history: [] }, key.rule)).toBeUndefined();
    expect(key.calls).toEqual(['fire-1 a']);
  });

  it('remembers the last five runs that are over, and forgets them by their timers', () => {
    const key = new Key();
    for (let fire = 1; fire <= 7; fire++) {
      key.fire(fire * 2 * HOUR);
      key.due(`fire-${fire}`);
    }
    const kept = [...key.context.records.keys()].filter((field) => field.startsWith('r|fire'));
    expect(kept).toEqual(['fire-3', 'fire-4', 'fire-5', 'fire-6', 'fire-7'].map(runField));
    for (let fire = 3; fire <= 7; fire++) key.due(`fire-${fire}`);
    expect(key.context.records.size).toBe(0);
    expect(key.context.timers.size).toBe(0);
  });

  it('takes a run on that an older version of the engine left waiting', () => {
    const key = new Key();
    const {
      threads: _threads,
      state: _state,
      started: _started,
      at: _at,
      next: _next,
      history: _history,
      ...rest
    } = beginRun(key.rule, {
      fire: 'old',
      key: 'who=ola',
      at: 0,
      because: 'x',
      mode: 'active',
      signal: { group: { who: 'ola' }, event: { contact: 'ola' } },
      measures: {},
    });
    key.context.records.set(runField('old'), { ...rest, steps: [key.rule.workflow[2]!.source] });
    key.context.timers.set('w|old', { id: 'w|old', due: 500, purpose: 'workflow.resume', payload: { run: 'old' } });
    key.due('old');
    expect(key.calls).toEqual(['old b']);
    expect(key.state('old')).toBe('done');
  });
});
