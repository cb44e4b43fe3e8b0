import { type CompiledMeasure, memberLimit } from '#window';
import type { KeyedState } from '#state';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledRule } from './compiled-rule.ts';
import { GroupState } from './group-state.ts';
import { IdleGroups } from './idle-groups.ts';
import type { Signal } from './signal.ts';

const minute = 60_000;

function measure(name: string, fn: CompiledMeasure['fn'], window = 15 * minute): CompiledMeasure {
  return { name, fn, window, pane: window / 60, definition: `${fn}.${window}` };
}

function rule(measures: readonly CompiledMeasure[], cooldown = 0): CompiledRule {
  return {
    name: 'buzz',
    version: 'v1',
    mode: 'active',
    summary: '',
    because: '',
    types: [],
    measures,
    layout: measures.map((one) => one.definition).join(),
    cooldown,
    purposes: [],
    guards: {},
    workflow: [],
    pauses: false,
    listeners: ['on'],
    concurrency: 'skip',
    onResolve: 'continue',
    signals: () => [],
    holds: () => false,
    explain: () => '',
    errors: { count: 0 },
  };
}

/** KeyedState over JSON texts: every reload gives new objects, as after a restart. Reads of unloaded fields throw. */
class Store implements KeyedState {
  readonly texts = new Map<string, string>();
  #loaded = new Map<string, object | undefined>();
  #changed = new Map<string, object | undefined>();
  readonly written: string[] = [];

  readonly get: KeyedState['get'] = (field) => {
    if (!this.#loaded.has(field)) throw new Error(`not announced: ${field}`);
    return this.#loaded.get(field) as never;
  };
  set(field: string, record: object): void {
    this.#loaded.set(field, record);
    this.#changed.set(field, record);
  }
  delete(field: string): void {
    this.#loaded.set(field, undefined);
    this.#changed.set(field, undefined);
  }
  has(field: string): boolean {
    return this.#loaded.has(field);
  }
  load(rule: CompiledRule, key: string): void {
    for (;;) {
      const missing = GroupState.fields(rule, key, this).filter((field) => !this.#loaded.has(field));
      if (missing.length === 0) return;
      for (const field of missing) {
        const text = this.texts.get(field);
        this.#loaded.set(field, text === undefined ? undefined : (JSON.parse(text) as object));
      }
    }
  }
  commit(): void {
    this.written.length = 0;
    for (const [field, record] of this.#changed) {
      if (record === undefined) this.texts.delete(field);
      else this.texts.set(field, JSON.stringify(record));
      this.written.push(field);
    }
    this.#changed.clear();
  }
  restart(): void {
    this.#loaded = new Map();
    this.#changed = new Map();
  }
}

function signal(at: number, ...inputs: (number | string | null)[]): Signal {
  return { rule: 'buzz', key: 'topic=kawa', group: { topic: 'kawa' }, at, inputs, event: {} };
}

function standing(group: GroupState): unknown {
  return Object.fromEntries(Object.entries(group.measures).map(([name, one]) => [name, { value: one.value, members: one.members }]));
}

function feed(store: Store, one: CompiledRule, signals: readonly Signal[], now = 0): GroupState {
  store.load(one, 'topic=kawa');
  const group = GroupState.open(one, 'topic=kawa', store, now);
  for (const each of signals) group.fold(each);
  group.save(store, now);
  store.commit();
  return group;
}

const all = rule([
  measure('talk', 'count'),
  measure('people', 'distinct'),
  measure('money', 'sum'),
  measure('mood', 'avg'),
  measure('day', 'sum', 60 * minute),
]);

describe('GroupState', () => {
  it('counts, adds, averages and tells members apart over a sliding window', () => {
    const store = new Store();
    const group = feed(store, all, [
      signal(0, 1, 'ola', 10, -0.5, 10),
      signal(minute, 1, 'Łukasz', 5, 0.5, 5),
      signal(2 * minute, 1, 'ola', null, null, null),
    ]);
    expect(standing(group)).toEqual({
      talk: { value: 3, members: undefined },
      people: { value: 2, members: ['Łukasz', 'ola'] },
      money: { value: 15, members: undefined },
      mood: { value: 0, members: undefined },
      day: { value: 15, members: undefined },
    });
    feed(store, all, [signal(15 * minute + 30_000, 1, 'ewa', 1, 1, 1)]);
    expect(standing(group)).toMatchObject({
      talk: { value: 3 },
      people: { value: 3 },
      money: { value: 6 },
      mood: { value: 0.75 },
      day: { value: 16 },
    });
    feed(store, all, [signal(40 * minute, null, null, null, null, null)]);
    expect(standing(group)).toMatchObject({
      talk: { value: 0 },
      people: { value: 0, members: [] },
      money: { value: 0 },
      mood: { value: null },
      day: { value: 16 },
    });
    expect(store.texts.size).toBe(1);
  });

  it('puts a signal that comes out of order into its own pane, and does not count one older than the window', () => {
    const store = new Store();
    const one = rule([measure('talk', 'count')]);
    const group = feed(store, one, [signal(20 * minute, 1)]);
    expect(group.fold(signal(10 * minute, 1))).toBe('counted');
    expect(group.fold(signal(4 * minute, 1))).toBe('late');
    expect(group.measures['talk']!.value).toBe(2);
    group.fold(signal(26 * minute, 1));
    expect(group.measures['talk']!.value).toBe(2);
    expect(group.end).toBe(26 * minute);
  });

  it('writes only the header and the panes it touched', () => {
    const store = new Store();
    for (let at = 0; at < 15 * minute; at += minute) feed(store, all, [signal(at, 1, `o${at}`, 1, 1, 1)]);
    expect(store.texts.size).toBe(1 + 15 + 15);
    feed(store, all, [signal(14 * minute, 1, 'nowa', 1, 1, 1)]);
    expect(store.written.length).toBe(3);
  });

  it('remembers at most ten thousand members, estimates beyond, and says so', () => {
    const store = new Store();
    const one = rule([measure('people', 'distinct')]);
    const group = feed(
      store,
      one,
      Array.from({ length: memberLimit + 5 }, (_, index) => signal(index, `osoba-${index}`)),
    );
    expect(group.measures['people']!.members!.length).toBe(memberLimit);
    expect(Math.abs((group.measures['people']!.value as number) / memberLimit - 1)).toBeLessThan(0.05);
    expect(group.full).toEqual(['people']);
  });

  it('keeps the windows of measures a new version did not change, and drops the others', () => {
    const store = new Store();
    feed(store, all, [signal(0, 1, 'ola', 10, 1, 10)]);
    store.restart();
    const next: CompiledRule = rule([{ ...measure('voices', 'count') }, { ...measure('money', 'sum'), definition: 'other' }]);
    store.load(next, 'topic=kawa');
    const group = GroupState.open(next, 'topic=kawa', store, 0);
    expect(standing(group)).toEqual({ voices: { value: 1, members: undefined }, money: { value: 0, members: undefined } });
    group.save(store, 0);
    store.commit();
    expect([...store.texts.values()].map((text) => Object.keys((JSON.parse(text) as { panes: object }).panes).length)).toEqual([1]);
  });

  it('cools down from the fire on, across a restart and a new version', () => {
    const store = new Store();
    const one = rule([measure('talk', 'count')], 60 * minute);
    store.load(one, 'topic=kawa');
    const group = GroupState.open(one, 'topic=kawa', store, 0);
    group.fold(signal(0, 1));
    group.fire();
    group.save(store, 0);
    store.commit();
    store.restart();
    const next: CompiledRule = { ...one, version: 'v2' };
    expect(feed(store, next, [signal(59 * minute, 1)]).cooling).toBe(true);
    expect(feed(store, next, [signal(60 * minute, 1)]).cooling).toBe(false);
  });

  it('is forgotten when nothing touched it for its longest window, and not before its cooldown ends', () => {
    const store = new Store();
    const idle = new IdleGroups();
    const one = rule([measure('talk', 'count')], 60 * minute);
    const group = feed(store, one, [signal(minute, 1)], minute);
    idle.note(group);
    // A minute more, because when it was touched is kept in minutes.
    expect(group.keptUntil).toBe(17 * minute);
    group.fire();
    group.save(store, minute);
    for (const at of [17, 18, 61]) {
      idle.sweep(store, at * minute);
      store.commit();
      expect(store.texts.size).toBe(1);
    }
    idle.sweep(store, 62 * minute);
    store.commit();
    expect(store.texts.size).toBe(0);
  });

  it('is begun anew once its memory is over, whether it was swept away, lies there still, or was read by another process', () => {
    const one = rule([measure('talk', 'count')]);
    for (const way of ['swept', 'held', 'read']) {
      for (const [at, talk] of [
        [24, 3],
        [25, 1],
      ] as const) {
        const store = new Store();
        const idle = new IdleGroups();
        // Heard of ten minutes late: the second one says so.
        feed(store, one, [signal(0, 1)], 0);
        idle.note(feed(store, one, [signal(minute, 1)], 10 * minute));
        if (way === 'swept') idle.sweep(store, at * minute);
        if (way === 'read') store.restart();
        store.commit();
        const group = feed(store, one, [signal(2 * minute, 1)], at * minute);
        expect([way, at, group.measures['talk']!.value]).toEqual([way, at, talk]);
      }
    }
  });

  it('is not forgotten by one who held it before a restart or an eviction', () => {
    const store = new Store();
    const before = new IdleGroups();
    const one = rule([measure('talk', 'count')]);
    before.note(feed(store, one, [signal(0, 1)]));
    store.restart();
    feed(store, one, [signal(14 * minute, 1)], 14 * minute);
    before.sweep(store, 20 * minute);
    store.commit();
    expect(store.texts.size).toBe(1);
  });

  it('takes its series out of the header when it grows, and forgets every record of it', () => {
    const store = new Store();
    const idle = new IdleGroups();
    const people = rule([measure('people', 'distinct')]);
    for (let index = 0; index < 9; index++) {
      idle.note(feed(store, people, [signal(0, `osoba-ż-${index}`)]));
      expect(store.texts.size).toBe(index < 8 ? 1 : 2);
    }
    store.restart();
    const group = feed(store, people, [signal(0, 'osoba-ż-9')]);
    expect(group.measures['people']!.value).toBe(10);
    idle.note(group);
    idle.sweep(store, 17 * minute);
    store.commit();
    expect([...store.texts.keys()]).toEqual([]);
  });

  it('stands the same after every signal, however signals are batched and wherever it restarts', () => {
    const step = fc.record({
      at: fc.integer({ min: 0, max: 90 * minute }),
      who: fc.integer({ min: 0, max: 9 }),
      amount: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: null }),
      cut: fc.constantFrom('none', 'batch', 'restart'),
      sorted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, sorted) => {
        if (sorted) steps.sort((a, b) => a.at - b.at);
        const signals = steps.map((one) => signal(one.at, 1, `osoba-${one.who}`, one.amount, one.amount, one.amount));
        const whole = new Store();
        whole.load(all, 'topic=kawa');
        const straight = GroupState.open(all, 'topic=kawa', whole, 0);
        const cut = new Store();
        cut.load(all, 'topic=kawa');
        let group = GroupState.open(all, 'topic=kawa', cut, 0);
        for (const [index, one] of signals.entries()) {
          expect(group.fold(one)).toBe(straight.fold(one));
          expect(standing(group)).toEqual(standing(straight));
          if (steps[index]!.cut === 'none') continue;
          group.save(cut, 0);
          cut.commit();
          if (steps[index]!.cut === 'restart') cut.restart();
          cut.load(all, 'topic=kawa');
          group = GroupState.open(all, 'topic=kawa', cut, 0);
          expect(standing(group)).toEqual(standing(straight));
        }
      }),
    );
  });

  it('writes only the newest record of a pane with many members, and finds all of them again after a restart', () => {
    const people = rule([measure('people', 'distinct')]);
    const store = new Store();
    store.load(people, 'topic=kawa');
    for (let index = 0; index < 1_000; index++) {
      const group = GroupState.open(people, 'topic=kawa', store, 0);
      group.fold(signal(minute, `osoba-ż-${index}`));
      store.written.length = 0;
      group.save(store, minute);
      store.commit();
      if (index % 250 === 249) {
        store.restart();
        store.load(people, 'topic=kawa');
      }
    }
    expect(GroupState.open(people, 'topic=kawa', store, 0).measures['people']!.value).toBe(1_000);
    const longest = Math.max(...[...store.texts.values()].map((text) => text.length));
    expect(longest).toBeLessThan(128 * 20);
    const group = GroupState.open(people, 'topic=kawa', store, 0);
    group.fold(signal(60 * minute, 'osoba-nowa'));
    group.save(store, 60 * minute);
    store.commit();
    expect(group.measures['people']!.value).toBe(1);
    expect(store.texts.size).toBe(2);
  });
});
