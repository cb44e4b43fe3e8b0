import { array, assert, boolean, constantFrom, integer, oneof, property, record } from 'fast-check';
import { type CreditDay, creditModels, planAttribution } from '#attribution';
import { contactField } from '#contact';
import type { ScoredEvent } from '#event';
import { dayOf, hash32, type JsonObject } from '#kernel';
import { Message } from '#message';
import { LaneContext } from '#pipeline';
import { fakeBundle } from '#testing';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { attribute } from './attribute.ts';
import { joinContacts } from './join-contacts.ts';

const HOUR = 3_600_000;
const learned = new Map([
  ['meta', 0.6],
  ['google', 0.3],
]);
const limits = { userId: 1, crmId: 1, email: 1, phone: 1, author: 1, deviceId: 1, anonymousId: 1, clickId: 1, order: 1 };
const operators = [
  joinContacts({ limits }, { halfLife: HOUR, ceiling: 100 }),
  attribute(
    planAttribution(
      {
        models: creditModels,
        lookback: 300 * HOUR,
        viewLookback: 100 * HOUR,
        views: 'without-click',
        level: 'campaign',
        halfLife: 50 * HOUR,
        firstShare: 0.4,
        lastShare: 0.4,
        corrections: 10_000 * HOUR,
        maxTouches: 40,
        maxConversions: 40,
        refit: { every: HOUR, window: HOUR },
      },
      { weights: () => learned, custom: ({ place }) => place },
    ),
  ),
];

/** A lane of one partition as the engine runs it: what is not announced cannot be read, what is not committed is lost. */
class Partition {
  readonly stored = new Map<string, string>();
  readonly seen = new Set<string>();
  #context = this.#open();
  #batches = this.#flow();

  /** Runs a batch and commits it; `crash` loses it before its commit, and it is run again by the next owner. */
  run(events: readonly ScoredEvent[], crash: boolean): { readonly events: readonly ScoredEvent[]; readonly own: ScoredEvent[] } {
    const name = ({ source, id, contact, via }: ScoredEvent): string => `${source} ${id} ${via === undefined ? '' : contact}`;
    const fresh = events.filter((event) => !this.seen.has(name(event)));
    for (const event of fresh) this.seen.add(name(event));
    if (crash) {
      this.#work(fresh);
      this.restart();
    }
    // What takes a record away runs apart from what was before it, as the pipelines of the engine see to.
    const worked = fresh.flatMap((event) => this.#work([event]));
    for (const [field, json] of this.#context.takeChanges()) {
      if (json === null) this.stored.delete(field);
      else this.stored.set(field, json);
    }
    const own = this.#context.takeOutlets().forwarded.map((event) => structuredClone(event) as ScoredEvent);
    return { events: worked, own };
  }

  restart(): void {
    this.#context = this.#open();
    this.#batches = this.#flow();
  }

  #open(): LaneContext {
    return new LaneContext({ partition: 0, bundle: fakeBundle([]), digests: undefined, observe: () => undefined, stateCapacity: 4 });
  }

  #flow(): Subject<readonly Message<ScoredEvent>[]> {
    const batches = new Subject<readonly Message<ScoredEvent>[]>();
    operators.reduce((flow, operator) => flow.pipe(operator.through(this.#context)), batches.asObservable()).subscribe();
    return batches;
  }

  #work(events: readonly ScoredEvent[]): readonly ScoredEvent[] {
    const messages = events.map((event, index) => new Message(structuredClone(event), '0-0', index));
    const { state } = this.#context;
    for (;;) {
      const missing = new Set<string>();
      for (const { value } of messages) {
        for (const operator of operators) {
          const contact = operator.contacts!(value);
          if (contact !== undefined) missing.add(contactField(contact));
          for (const field of operator.reads?.(value, this.#context) ?? []) missing.add(field);
        }
      }
      const absent = [...missing].filter((field) => !state.has(field));
      if (absent.length === 0) break;
      for (const field of absent) state.load(field, this.stored.get(field) ?? null);
    }
    this.#batches.next(messages);
    expect(messages.map(({ failure }) => failure)).toEqual(messages.map(() => undefined));
    return messages.filter(({ live }) => live).map(({ value }) => value);
  }
}

function eventOf(id: string, type: string, at: number, contact: string, data: JsonObject, source: string): ScoredEvent {
  return { id, source, type, time: '', at, received: at, contact, data };
}

/** What is plainly known of one order (or event that is its own order) of a contact. */
interface Known {
  readonly stated: number;
  readonly said: number;
  readonly refunded: number;
  readonly gone: boolean;
  /** Events that stated it, the first ten. */
  readonly events: readonly string[];
}
/** What is plainly known of a contact: its orders, and events that were taken back before they came. */
interface Book {
  readonly orders: Map<string, Known>;
  readonly awaited: Set<string>;
}
const unknown: Known = { stated: 0, said: -1, refunded: 0, gone: false, events: [] };
const emptyBook = (): Book => ({ orders: new Map(), awaited: new Set() });

/** What a plain reader of the same events says each conversion is worth, contact by contact: no touches, no models, no batches. */
class Naive {
  readonly contacts = new Map<string, Book>();
  joined = false;
  /** Journeys between two contacts. */
  readonly moving: Book[] = [];

  hear({ type, at, contact = '', data, id, source }: ScoredEvent): void {
    let book = this.contacts.get(contact);
    if (book === undefined) this.contacts.set(contact, (book = emptyBook()));
    const { orders } = book;
    const { order, value, retracts, why, corrected } = data as { [name: string]: string } & {
      value?: number;
      corrected?: { value: number };
    };
    const event = `${source} ${id}`;
    const name = order ?? event;
    const known = orders.get(name) ?? unknown;
    if (type === 'product.purchased') {
      const events = known.events.length < 10 ? [...known.events, event] : known.events;
      const heard = { ...known, events };
      orders.set(name, at >= known.said ? { ...heard, stated: value!, said: at } : heard);
      this.settle(book);
    } else if (type === 'product.refunded') orders.set(name, { ...known, refunded: known.refunded + (value ?? Infinity) });
    else if (type === 'event.retracted' && why === 'edited') {
      for (const [one, there] of orders)
        if (there.events.includes(`${source} ${retracts}`) && at >= there.said)
          orders.set(one, { ...there, stated: corrected!.value, said: at });
    } else if (type === 'event.retracted') {
      book.awaited.add(`${source} ${retracts}`);
      this.settle(book);
    } else if (type === 'contact.join-asked' && !this.joined) {
      this.joined = true;
      this.contacts.delete(contact);
      this.moving.push(book);
    } else if (type === 'contact.moved') {
      const moved = this.moving.shift()!;
      for (const [one, there] of moved.orders) {
        const here = orders.get(one) ?? unknown;
        const newest = there.said > here.said ? there : here;
        const events = [...new Set([...here.events, ...there.events])].slice(0, 10);
        orders.set(one, { ...newest, refunded: here.refunded + there.refunded, gone: here.gone || there.gone, events });
      }
      for (const one of moved.awaited) book.awaited.add(one);
      this.settle(book);
    }
  }

  /** What was taken back is gone, once. */
  settle({ orders, awaited }: Book): void {
    for (const [name, one] of orders) {
      const taken = one.events.filter((event) => awaited.has(event));
      for (const event of taken) awaited.delete(event);
      if (taken.length > 0) orders.set(name, { ...one, gone: true });
    }
  }

  worth(): number {
    const all = [...this.contacts.values(), ...this.moving].flatMap(({ orders }) => [...orders.values()]);
    return all.reduce((sum, { stated, refunded, gone }) => sum + (gone ? 0 : Math.max(0, stated - refunded)), 0);
  }
}

const who = constantFrom('ola', 'ewa');
const at = integer({ min: 0, max: 400 });
const order = constantFrom('A', 'B', 'C', undefined);
const money = integer({ min: 0, max: 30_000 });
const fact = oneof(
  record({
    type: constantFrom('ad.clicked', 'ad.impressed', 'page.viewed'),
    who,
    at,
    data: record({ platform: constantFrom('meta', 'google', 'x'), campaign: constantFrom('wiosna', 'żniwa') }),
  }),
  record({ type: constantFrom('product.purchased'), who, at, data: record({ order, value: money }) }),
  record({
    type: constantFrom('product.refunded'),
    who,
    at,
    data: record({ order: constantFrom('A', 'B', 'C'), value: oneof(money, constantFrom(undefined)) }),
  }),
  record({
    type: constantFrom('event.retracted'),
    who,
    at,
    data: oneof(
      record({
        retracts: integer({ min: 0, max: 30 }).map((place) => `e${place}`),
        of: constantFrom('product.purchased', 'ad.clicked'),
        why: constantFrom('deleted', 'cancelled'),
      }),
      record({
        retracts: integer({ min: 0, max: 30 }).map((place) => `e${place}`),
        of: constantFrom('product.purchased', undefined),
        why: constantFrom('edited'),
        corrected: record({ value: money }),
      }),
    ),
  }),
  record({
    type: constantFrom('contact.linked'),
    who: constantFrom('ola'),
    at,
    data: constantFrom({}),
  }),
);
const batch = record({ facts: array(fact, { minLength: 1, maxLength: 5 }), crash: boolean(), restart: boolean(), again: boolean() });
/** 200 histories in everyday runs; the whole proof is HISTORIES=10000. */
const histories = Number(process.env['HISTORIES'] ?? 200);

describe('credit in the stream', () => {
  it('sums to what the conversions are worth after every commit, through late, joined, refunded, restated and retracted ones, restarts and batches that are run twice', () => {
    assert(
      property(array(batch, { minLength: 1, maxLength: 8 }), (batches) => {
        const partitions = [new Partition(), new Partition()];
        const naive = new Naive();
        const told = new Map<string, number>();
        let next = 0;
        const feed = (events: readonly ScoredEvent[], crash: boolean): void => {
          for (const [index, partition] of partitions.entries()) {
            const mine = events.filter(({ contact = '' }) => hash32(contact) % 2 === index);
            if (mine.length === 0) continue;
            const { events: worked, own } = partition.run(mine, crash);
            for (const event of worked) {
              naive.hear(event);
              for (const { model, channel, campaign, value } of event.credit ?? []) {
                const key = `${model}/${channel}/${campaign ?? ''}`;
                told.set(key, (told.get(key) ?? 0) + Math.round(value * 100));
              }
            }
            check();
            if (own.length > 0) {
              feed(own, crash);
              // The engine may say it twice.
              feed(own, false);
            }
          }
        };
        const check = (): void => {
          const worth = naive.worth() * 100;
          const booked = new Map<string, number>();
          for (const { stored } of partitions)
            for (const [field, json] of stored) {
              if (!field.startsWith('credit|')) continue;
              const model = field.split('|')[2]!;
              for (const [receiver, [, minor]] of Object.entries(JSON.parse(json) as CreditDay)) {
                const [, channel, campaign] = receiver.split('\0');
                const key = `${model}/${channel}/${campaign ?? ''}`;
                booked.set(key, (booked.get(key) ?? 0) + minor);
              }
            }
          for (const model of creditModels) {
            const sum = [...booked].reduce((all, [key, minor]) => all + (key.startsWith(`${model}/`) ? minor : 0), 0);
            expect(sum).toBe(worth);
          }
          for (const [key, minor] of told) expect(booked.get(key) ?? 0).toBe(minor);
        };
        for (const { facts, crash, restart, again } of batches) {
          if (restart) for (const partition of partitions) partition.restart();
          const events = facts.map((one): ScoredEvent => {
            const event = eventOf(
              `e${next++}`,
              one.type,
              one.at * HOUR,
              one.who,
              JSON.parse(JSON.stringify(one.data)) as JsonObject,
              'sklep',
            );
            return one.type === 'contact.linked' ? { ...event, links: { userId: 'ola', anonymousId: 'ewa' } } : event;
          });
          feed(events, crash);
          if (again) feed(events, false);
        }
      }),
      { numRuns: histories },
    );
  }, 600_000);

  it('books a conversion on its own day', () => {
    const partition = new Partition();
    partition.run([eventOf('1', 'product.purchased', Date.UTC(2026, 0, 31, 23), 'ola', { value: 3, order: 'A' }, 's')], true);
    partition.run([eventOf('2', 'product.refunded', Date.UTC(2026, 1, 3), 'ola', { value: 1, order: 'A' }, 's')], true);
    expect(JSON.parse(partition.stored.get(`credit|${dayOf(Date.UTC(2026, 0, 31))}|linear`)!)).toEqual({ '\0direct': [1, 200] });
    expect([...partition.stored.keys()].filter((field) => field.includes('2026-02'))).toEqual([]);
  });

  it('finds the day of a conversion that others tell under names of their own, over midnight', () => {
    const partition = new Partition();
    const midnight = Date.UTC(2026, 1, 1);
    const buty = { value: 129.99, currency: 'PLN' };
    partition.run([eventOf('1', 'product.refunded', midnight, 'ola', { value: 29.99, currency: 'PLN', order: 'ZAM/ł' }, 'sklep')], true);
    partition.run([eventOf('2', 'product.purchased', midnight - 60_000, 'ola', buty, 'piksel')], true);
    partition.restart();
    // The refund has waited for this name.
    partition.run([eventOf('3', 'product.purchased', midnight + 60_000, 'ola', { ...buty, order: 'ZAM/ł' }, 'sklep')], true);
    const january = `credit|${dayOf(midnight - 1)}|linear`;
    expect(JSON.parse(partition.stored.get(january)!)).toEqual({ 'PLN\0direct': [1, 10_000] });
    partition.restart();
    partition.run(
      [eventOf('4', 'product.refunded', midnight + HOUR, 'ola', { value: 50, currency: 'PLN', order: 'ZAM/ł' }, 'sklep')],
      true,
    );
    expect(JSON.parse(partition.stored.get(january)!)).toEqual({ 'PLN\0direct': [1, 5_000] });
  });
});
