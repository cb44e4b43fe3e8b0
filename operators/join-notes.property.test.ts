import { array, assert, boolean, constantFrom, oneof, property, record } from 'fast-check';
import { contactField, contactNote } from '#contact';
import type { ScoredEvent } from '#event';
import { experimentFields, type ExperimentRecord, type ExposureNote } from '#experiment';
import { hash32, type JsonObject } from '#kernel';
import type { LeadHistory } from '#lead';
import { Message } from '#message';
import type { EmittedEvent, Operator } from '#operator';
import { LaneContext } from '#pipeline';
import { checkRules } from '#rule';
import type { SegmentNote } from '#segment';
import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { foretellLead } from './foretell-lead.ts';
import { joinContacts } from './join-contacts.ts';
import { keepExperiments } from './keep-experiments.ts';
import { keepSegments } from './keep-segments.ts';
import { scoreLead } from './score-lead.ts';

const HOUR = 3_600_000;
const limits = { userId: 1, crmId: 1, email: 1, phone: 1, author: 1, deviceId: 1, anonymousId: 1, clickId: 1, order: 1 };
const lead = {
  // So long that nothing fades in a story, and points are whole numbers.
  halfLife: 1e9 * HOUR,
  ceiling: 1_000,
  points: [
    { on: 'page.viewed', points: 2 },
    { on: 'email.clicked', points: 7 },
  ],
  learned: {
    foretellOn: ['lead.submitted'],
    convertedOn: [{ on: 'product.purchased' }],
    horizon: 10_000 * HOUR,
    stages: ['asked'],
    columns: [{ name: 'branża', on: ['crm.updated'], path: 'data.owner' }],
    counts: ['page.viewed'],
  },
};
const files = [
  'segment: watchers\nsummary: Kto patrzy.\ncounts:\n  looks: { on: [page.viewed], within: 60h }\nwhen: contact.counts.looks >= 3\n',
  'segment: hot\nsummary: Kto jest gorący.\nscore: { from: 12.5 }\n',
  'segment: furniture\nsummary: Kto robi meble.\nattributes:\n  trade: { on: [crm.updated], is: event.data.owner }\nwhen: contact.attributes.trade == "meble"\n',
];
const bundle = {
  ...checkRules(files.map((text, index) => ({ path: `${index}.yaml`, text }))).bundle!,
  splits: true,
};
const operators = [
  joinContacts({ limits }, lead, true),
  scoreLead(lead),
  foretellLead(lead, () => undefined)!,
  keepSegments(lead),
  keepExperiments({ convertedOn: [{ on: 'product.purchased' }], horizon: 10_000 * HOUR })!,
] satisfies Operator<ScoredEvent>[];

/** A lane as the engine runs it: what is not announced cannot be read, what is not committed is lost. */
class Partition {
  readonly stored = new Map<string, string>();
  readonly said = new Map<string, EmittedEvent>();
  readonly #seen = new Set<string>();
  #context = this.#open();
  #batches = this.#flow();

  /** Runs events and commits them; `crash` loses them before the commit, and they are run again by the next owner. Answers what is forwarded. */
  run(events: readonly ScoredEvent[], crash: boolean): ScoredEvent[] {
    const fresh = events.filter(({ source, id, via, contact }) => {
      const name = `${source} ${id} ${via === undefined ? '' : contact}`;
      return !this.#seen.has(name) && this.#seen.add(name);
    });
    if (crash) {
      for (const event of fresh) this.#work(event);
      this.#context = this.#open();
      this.#batches = this.#flow();
    }
    for (const event of fresh) this.#work(event);
    for (const [field, json] of this.#context.takeChanges()) {
      if (json === null) this.stored.delete(field);
      else this.stored.set(field, json);
    }
    const { forwarded, emitted } = this.#context.takeOutlets();
    for (const one of emitted) this.said.set(one.id, one);
    return forwarded.map((event) => structuredClone(event) as ScoredEvent);
  }

  read<T>(field: string): T | undefined {
    const json = this.stored.get(field);
    return json === undefined ? undefined : (JSON.parse(json) as T);
  }

  #open(): LaneContext {
    return new LaneContext({ partition: 0, bundle, digests: undefined, observe: () => undefined, stateCapacity: 4 });
  }

  #flow(): Subject<readonly Message<ScoredEvent>[]> {
    const batches = new Subject<readonly Message<ScoredEvent>[]>();
    operators.reduce((flow, operator) => flow.pipe(operator.through(this.#context)), batches.asObservable()).subscribe();
    return batches;
  }

  #work(event: ScoredEvent): void {
    const message = new Message(structuredClone(event), '0-0', 0);
    const { state } = this.#context;
    for (;;) {
      const wanted = operators.flatMap((operator) => {
        const contact = operator.contacts?.(message.value);
        return [...(contact === undefined ? [] : [contactField(contact)]), ...(operator.reads?.(message.value, this.#context) ?? [])];
      });
      const absent = wanted.filter((field) => !state.has(field));
      if (absent.length === 0) break;
      for (const field of absent) state.load(field, this.stored.get(field) ?? null);
    }
    this.#batches.next([message]);
    expect(message.failure).toBeUndefined();
  }
}

const fact = oneof(
  record({
    type: constantFrom('page.viewed', 'page.viewed', 'email.clicked', 'product.purchased', 'lead.submitted'),
    data: constantFrom({}),
  }),
  record({ type: constantFrom('crm.updated'), data: record({ owner: constantFrom('meble', 'rower', 'łódź') }) }),
  record({
    type: constantFrom('experiment.exposed'),
    data: record({ variant: constantFrom('a', 'b'), experiment: constantFrom('zima', 'lato') }),
  }),
);
const step = record({ fact, who: constantFrom('ola', 'ewa'), hours: constantFrom(0, 1, 5, 30), crash: boolean(), again: boolean() });

/** What may be asked of a world: where the person is, what is remembered for the model, what it was asked and answered, and what the experiments counted. */
function pictureOf(lanes: readonly Partition[]): object {
  const home = lanes.length === 1 ? lanes[0]! : lanes[hash32('ola') % 2]!;
  const segments = home.read<SegmentNote>(contactNote('segments', 'ola'));
  const history = home.read<LeadHistory>(contactNote('lead', 'ola'));
  const sums: { [variant: string]: [number, number] } = {};
  for (const lane of lanes)
    for (const experiment of ['zima', 'lato'])
      for (const { over, slots } of Object.values(lane.read<ExperimentRecord>(experimentFields.record(experiment))?.designs ?? {}))
        for (const tallies of [over, ...slots.map(([, one]) => one)])
          for (const [variant, [exposed, converted]] of Object.entries(tallies)) {
            const sum = (sums[`${experiment} ${variant}`] ??= [0, 0]);
            sum[0] += exposed;
            sum[1] += converted;
          }
  for (const name of Object.keys(sums)) if (String(sums[name]) === '0,0') delete sums[name];
  const answers = lanes.flatMap(({ said }) => [...said.values()]).filter(({ type }) => type === 'lead.labelled');
  const exposed = home.read<ExposureNote>(contactNote('experiments', 'ola')) ?? {};
  return {
    in: Object.keys(segments?.in ?? {}).toSorted(),
    counts: segments?.counts ?? {},
    values: segments?.values ?? {},
    remembered: {
      values: history?.values ?? {},
      looks: Math.round((history?.counts?.['page.viewed']?.[0] ?? 0) * 1e6),
      asked: history?.asked?.at,
    },
    answers: answers
      .map(({ id, data }) => [Number(id.split('|')[2]), data['converted']])
      .toSorted(([one], [two]) => Number(one) - Number(two)),
    sums,
    exposed: Object.entries(exposed)
      .map(([name, { variant, at, converted }]) => `${name} ${variant} ${at} ${converted}`)
      .toSorted(),
  };
}

it('what happened to a person under two names that were joined is what would have happened under one, through crashes and repeats', () => {
  assert(
    property(array(step, { minLength: 1, maxLength: 14 }), array(step, { maxLength: 8 }), (before, after) => {
      const two = [new Partition(), new Partition()];
      const one = [new Partition()];
      const feed = (events: readonly ScoredEvent[], crash: boolean): void => {
        for (const [index, lane] of two.entries()) {
          const mine = events.filter(({ contact = '' }) => hash32(contact) % 2 === index);
          if (mine.length === 0) continue;
          const own = lane.run(mine, crash);
          if (own.length === 0) continue;
          feed(own, crash);
          // The engine may say it twice.
          feed(own, false);
        }
      };
      let at = 1_000 * HOUR;
      let number = 0;
      const tell = (type: string, who: string, data: JsonObject, crash: boolean, again: boolean, links?: ScoredEvent['links']): void => {
        const source = type === 'experiment.exposed' ? 'crosscurrent' : 'web';
        const base: ScoredEvent = { id: `e${number++}`, source, type, time: '', at, received: at, contact: who, data };
        const said = type === 'experiment.exposed' ? { ...base, data: { ...data, weights: { a: 1, b: 1 }, unit: who } } : base;
        const linked = links === undefined ? said : { ...said, links };
        feed([linked], crash);
        if (again) feed([linked], false);
        one[0]!.run([{ ...said, contact: 'ola', data: 'unit' in said.data ? { ...said.data, unit: 'ola' } : said.data }], false);
      };
      let asked = false;
      const steps = (list: typeof before, joined: boolean): void => {
        for (const {
          fact: { type, data },
          who,
          hours,
          crash,
          again,
        } of list) {
          at += hours * HOUR + 1;
          // Two names that do not know of each other may each be asked; one contact would not. So only one is, while they are two.
          if (type === 'lead.submitted' && !joined) {
            if (asked) continue;
            asked = true;
          }
          tell(type, who, JSON.parse(JSON.stringify(data)) as JsonObject, crash, again);
        }
      };
      steps(before, false);
      at += 1;
      tell('page.viewed', 'ola', {}, before.length % 2 === 0, false, { userId: 'ola', anonymousId: 'ewa' });
      steps(after, true);
      at += 1;
      tell('page.viewed', 'ola', {}, false, false);
      expect(pictureOf(two)).toEqual(pictureOf(one));
      for (const note of ['lead', 'segments', 'experiments'] as const)
        expect(two[hash32('ewa') % 2]!.read(contactNote(note, 'ewa'))).toBeUndefined();
    }),
    { numRuns: Number(process.env['HISTORIES'] ?? 300) },
  );
}, 600_000);

it('two names of the story lie in two partitions', () => {
  expect(hash32('ola') % 2).not.toBe(hash32('ewa') % 2);
});
