import { formatFinding } from '#document';
import type { ScoredEvent } from '#event';
import type { KeyedState } from '#state';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { GroupState } from './group-state.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 6, 10, 12);

function check(measures: string, when = 'measures.m > 1') {
  const text = `rule: r\nsummary: żółw\non: [own.type]\nby: { brand: event.data.brand }\nmeasures:\n${measures}\nwhen: ${when}\ncooldown: 60d\n`;
  return checkRules([{ path: 'r.yaml', text }]);
}

function compile(measures: string, when?: string): CompiledRule {
  const { bundle, findings } = check(measures, when);
  if (bundle === undefined) throw new Error(findings.map(formatFinding).join('\n'));
  return bundle.rules.get('r')!;
}

let count = 0;
const event = (data: ScoredEvent['data'], at = noon, contact?: string): ScoredEvent => ({
  id: `e${count++}`,
  source: 's',
  type: 'own.type',
  time: '',
  at,
  received: at,
  data: { brand: 'żubr', ...data },
  ...(contact === undefined ? {} : { contact }),
});

/** State as one process sees it, with everything loaded; `restart` leaves only what was written, as JSON. */
class Memory implements KeyedState {
  #records = new Map<string, object>();
  #texts = new Map<string, string>();

  readonly get: KeyedState['get'] = (field) => this.#records.get(field) as never;
  set(field: string, record: object): void {
    this.#records.set(field, record);
    this.#texts.set(field, JSON.stringify(record));
  }
  delete(field: string): void {
    this.#records.delete(field);
    this.#texts.delete(field);
  }
  has(): boolean {
    return true;
  }
  restart(): void {
    this.#records = new Map([...this.#texts].map(([field, text]) => [field, JSON.parse(text) as object]));
  }
}

/** Feeds events to a rule and answers its measures' values after each, and whether its condition holds. */
class Fed {
  readonly #rule: CompiledRule;
  readonly memory = new Memory();

  constructor(rule: CompiledRule) {
    this.#rule = rule;
  }

  tell(one: ScoredEvent): { readonly holds: boolean; readonly lack: string | undefined; readonly [measure: string]: unknown } {
    const [signal] = this.#rule.signals(one);
    if (signal === undefined) return { holds: false, lack: 'no signal' };
    // Signals travel as JSON.
    const { inputs } = JSON.parse(JSON.stringify(signal)) as typeof signal;
    const group = GroupState.open(this.#rule, signal.key, this.memory, one.at);
    group.fold({ ...signal, inputs });
    group.save(this.memory, one.at);
    const { measures } = group;
    const holds = this.#rule.holds({ event: signal.event, group: signal.group, measures, now: group.end });
    const values = Object.fromEntries(Object.entries(measures).map(([name, measure]) => [name, measure.value]));
    return { ...values, holds, lack: group.lack };
  }
}

describe('measures of a rule', () => {
  test('take the smallest, the largest, percentiles of every name, and share one sketch', () => {
    const rule = compile(
      `  low: { fn: min, of: event.data.n, window: 10m }
  high: { fn: max, of: event.data.n, window: 10m }
  half: { fn: median, of: event.data.n, window: 10m }
  most: { fn: p90, of: event.data.n, window: 10m }
  m: { fn: percentile, p: 99.5, of: event.data.n, window: 10m }`,
    );
    const fed = new Fed(rule);
    let last = {};
    for (let n = 1; n <= 200; n++) last = fed.tell(event({ n: n - 100 }));
    expect(last).toMatchObject({ low: -99, high: 100, holds: true });
    const { half, most, m } = last as { [name: string]: number };
    expect(half).toBe(0);
    expect(Math.abs(most! / 80 - 1)).toBeLessThan(0.011);
    expect(Math.abs(m! / 99 - 1)).toBeLessThan(0.011);
    const text = JSON.stringify((fed.memory.get('g|r|brand=żubr') as { panes: object }).panes);
    fed.memory.restart();
    expect(fed.tell(event({ n: 0 }, noon - minute))).toMatchObject({ low: -99, high: 100 });
    // Three percentiles of the same values are written once.
    const definitions = new Set(rule.measures.map((one) => one.definition));
    expect(definitions.size).toBe(3);
    expect(text.length).toBeLessThan(200);
  });

  test('a ratio has no value before its least denominator, and says why', () => {
    const fed = new Fed(compile('  m: { fn: ratio, of: event.data.bad == true, min: 3, window: 10m }', 'measures.m >= 0.5'));
    expect(fed.tell(event({ bad: true }))).toEqual({ m: null, holds: false, lack: 'low-denominator' });
    expect(fed.tell(event({ bad: true }))).toEqual({ m: null, holds: false, lack: 'low-denominator' });
    expect(fed.tell(event({}))).toEqual({ m: 2 / 3, holds: true, lack: undefined });
    expect(fed.tell(event({ bad: false }, noon + 10 * minute))).toMatchObject({ m: null, holds: false });
  });

  test('a ratio of measures is never divided by nothing', () => {
    const fed = new Fed(
      compile(
        `  cost: { fn: ratio, of: spend, to: leads, min: 0.5 }
  spend: { fn: sum, of: event.data.spend, window: 10m }
  leads: { fn: sum, of: event.data.leads, window: 10m }`,
        'measures.cost > 10',
      ),
    );
    expect(fed.tell(event({ spend: 5 }))).toEqual({ cost: null, spend: 5, leads: 0, holds: false, lack: 'low-denominator' });
    expect(fed.tell(event({ leads: 0.4 }))).toMatchObject({ cost: null, holds: false });
    expect(fed.tell(event({ leads: 0.1, spend: 7.5 }))).toMatchObject({ cost: 25, leads: 0.5, holds: true });
    expect(fed.tell(event({ leads: -0.5 }))).toMatchObject({ cost: null, leads: 0, holds: false });
  });

  test('first_seen is true once within its horizon, of a member or of the group, across restarts', () => {
    const rule = compile(
      `  m: { fn: first_seen, of: event.contact, horizon: 30d }
  brand: { fn: first_seen, horizon: 30d }`,
      'measures.m && !measures.brand',
    );
    const fed = new Fed(rule);
    const day = 24 * 60 * minute;
    expect(fed.tell(event({}, noon, 'ola'))).toEqual({ m: true, brand: true, holds: false, lack: undefined });
    fed.memory.restart();
    expect(fed.tell(event({}, noon + day, 'łukasz'))).toMatchObject({ m: true, brand: false, holds: true });
    expect(fed.tell(event({}, noon + 20 * day, 'ola'))).toMatchObject({ m: false });
    expect(fed.tell(event({}, noon + 45 * day, 'ola'))).toMatchObject({ m: false });
    expect(fed.tell(event({}, noon + 45 * day, 'łukasz'))).toMatchObject({ m: true });
    expect(fed.tell(event({}, noon + 46 * day))).toMatchObject({ m: null, brand: false });
  });

  test('tumbling windows begin at midnight of their zone', () => {
    const fed = new Fed(compile('  m: { fn: count, kind: tumbling, window: 1d, zone: Europe/Warsaw }'));
    const midnight = Date.UTC(2026, 6, 10, 22);
    expect([-2, -1, 0, 1, -1].map((at) => fed.tell(event({}, midnight + at))['m'])).toEqual([1, 2, 1, 2, 2]);
  });

  test('a session counts every event that keeps it going, whatever the measure counts', () => {
    const fed = new Fed(compile('  m: { fn: count, where: event.data.click == true, gap: 30m, window: 4h }'));
    const at = (minutes: number, click: boolean): unknown => fed.tell(event({ click }, noon + minutes * minute))['m'];
    expect([at(0, true), at(29, false), at(58, true), at(88, true), at(119, false), at(130, true)]).toEqual([1, 1, 2, 3, 0, 1]);
  });

  test('what was shared and what was not changes no value: every fn, whatever else the rule measures', () => {
    const all = ['sum', 'avg', 'min', 'max', 'p50', 'p99', 'distinct', 'first_seen'];
    const windows = ['window: 10m', 'kind: tumbling, window: 10m', 'gap: 2m, window: 10m'];
    const line = (fn: string, window: string, name: string): string =>
      `  ${name}: { fn: ${fn}, of: event.data.n, ${fn === 'first_seen' ? 'horizon: 10m' : window} }`;
    const together = compile(
      all
        .flatMap((fn, index) => windows.map((window, kind) => line(fn, window, kind === 0 && index === 0 ? 'm' : `m${index}${kind}`)))
        .slice(0, 20)
        .join('\n'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ move: fc.integer({ min: -100, max: 200 }), n: fc.integer({ min: -20, max: 20 }) }), { maxLength: 30 }),
        fc.constantFrom(...all),
        fc.constantFrom(0, 1, 2),
        (steps, fn, kind) => {
          const name = kind === 0 && fn === 'sum' ? 'm' : `m${all.indexOf(fn)}${kind}`;
          if (!together.measures.some((one) => one.name === name)) return;
          const alone = new Fed(compile(`${line(fn, windows[kind]!, name)}\n  m_: { fn: count, window: 1h }`, 'measures.m_ > 1'));
          const beside = new Fed(together);
          let at = noon;
          for (const { move, n } of steps) {
            at += move * 1_000;
            const one = event({ n }, at);
            expect(beside.tell(one)[name]).toEqual(alone.tell(one)[name]);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('mistakes in measures', () => {
  test.each([
    ['  m: { fn: ratio, of: event.data.bad == true, window: 1h }', '6:3 missing-min'],
    ['  m: { fn: ratio, of: event.data.bad == true, min: 0, window: 1h }', '6:52 not-allowed'],
    [
      '  m: { fn: ratio, of: tlak, to: talk, min: 5 }\n  talk: { fn: count, window: 1h }',
      '6:23 unknown-measure "tlak" is no measure of this rule that is a number of its own; did you mean "talk"?',
    ],
    ['  m: { fn: count }', '6:3 missing-window'],
    ['  m: { fn: first_seen }', '6:3 missing-window first_seen needs "horizon"'],
    ['  m: { fn: percentile, of: event.data.n, window: 1h }', '6:3 missing-p'],
    ['  m: { fn: percentile, p: 101, of: event.data.n, window: 1h }', '6:27 not-allowed'],
    ['  m: { fn: sum, of: event.data.n, p: 5, window: 1h }', '6:35 misplaced-field "p" goes with fn: percentile only'],
    ['  m: { fn: count, window: 1h, zone: Europe/Warsaw }', '6:31 misplaced-field "zone" goes with kind: tumbling only'],
    [
      '  m: { fn: count, window: 1d, kind: tumbling, zone: Europe/Warszawa }',
      '6:53 unknown-zone there is no time zone "Europe/Warszawa"; did you mean "Europe/Warsaw"?',
    ],
    ['  m: { fn: count, window: 6h, kind: tumbling, zone: Europe/Warsaw }', '6:27 not-allowed'],
    ['  m: { fn: count, window: 6h, kind: session }', '6:3 missing-gap'],
    ['  m: { fn: count, window: 6h, gap: 7h }', '6:36 not-allowed'],
    ['  m: { fn: max, window: 1h }', '6:3 missing-of'],
    ['  m: { fn: p95, of: event.id, window: 1h }', '6:21 expression-type'],
  ])('%s', (measures, wanted) => {
    const { findings } = check(measures);
    const errors = findings.filter((one) => one.severity === 'error').map(formatFinding);
    expect(
      errors.some((one) => one.replace('r.yaml:', '').startsWith(wanted)),
      errors.join('\n'),
    ).toBe(true);
  });

  test('what a first sight is worth is true or false, and a condition may say so', () => {
    expect(check('  m: { fn: first_seen, horizon: 1d }', 'measures.m').findings.filter((one) => one.code !== 'unknown-type')).toEqual([]);
    expect(check('  m: { fn: first_seen, horizon: 1d }', 'measures.m > 1').findings.map((one) => one.code)).toContain('expression-type');
    expect(check('  m: { fn: distinct, of: event.contact, window: 1d }', 'measures.m > 5 && !measures.m.approximate').bundle).toBeDefined();
  });
});
