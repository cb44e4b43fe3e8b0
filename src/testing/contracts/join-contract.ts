import { type CreditDay, creditField, type CreditLedger, openLedger, planAttribution } from '#attribution';
import { contactField, contactNote, contactNotes, type ContactRecord } from '#contact';
import { experimentFields, type ExperimentRecord } from '#experiment';
import type { IdentifierKind, MarketingEvent } from '#event';
import { hash32, systemClock } from '#kernel';
import { leadFields, type LeadExample, type LeadHistory, type LeadSchool } from '#lead';
import { type DecideInput } from '#operator';
import { definePipeline, startWorker, type Worker, type WorkerOptions } from '#pipeline';
import { ads, contacts } from '#pipelines';
import { checkRules, type RuleBundle } from '#rule';
import type { SegmentNote } from '#segment';
import type { LaneStore } from '#stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LanesUnderTest } from './lane-contract.ts';

const LEASE = 300;
const DAY = 86_400_000;
/** No rules, but a segment and a split, so that operators keep notes of contacts. */
const clickers =
  'segment: clickers\nsummary: Kto klika.\ncounts:\n  clicks: { on: [ad.clicked], within: 30d }\nwhen: contact.counts.clicks >= 1\n';
const noRules: RuleBundle = { ...checkRules([{ path: 'clickers.yaml', text: clickers }]).bundle!, splits: true };
const limits = { userId: 1, crmId: 3, email: 5, phone: 5, author: 10, deviceId: 20, anonymousId: 50, clickId: 200, order: 200 };
const lead = { halfLife: 1_000 * DAY, ceiling: 1_000_000, points: [{ on: 'ad.clicked', points: 1 }] };
const plan = planAttribution({
  models: ['last-click'],
  lookback: 400 * DAY,
  viewLookback: DAY,
  views: 'never',
  level: 'campaign',
  halfLife: DAY,
  firstShare: 0.4,
  lastShare: 0.4,
  corrections: 400 * DAY,
  maxTouches: 1_000,
  maxConversions: 20,
  refit: { every: DAY, window: DAY },
});
const learned = {
  foretellOn: ['lead.submitted'],
  convertedOn: [{ on: 'product.purchased' }],
  horizon: 400 * DAY,
  stages: ['asked'],
  columns: [],
  counts: ['ad.clicked'],
};
const experiments = { convertedOn: [{ on: 'product.purchased' }], horizon: DAY, alpha: 0.05, effect: 0.02 };
const settings = { topics: [], lead: { ...lead, learned }, attribution: plan, experiments, identity: { limits } };
const enrich = [contacts(settings), ads(settings)];

/** What a person did under which names, as the test knows it. */
interface Person {
  readonly names: { readonly [kind in IdentifierKind]?: string };
  /** Campaigns of the clicks, each once in the world. */
  readonly clicks: Set<string>;
}

/** The behaviour every store must allow joined contacts to show: one journey a person, nothing of it lost or doubled, whoever dies. */
export function joinContract(name: string, open: () => Promise<LanesUnderTest>): void {
  describe(`joined contacts ${name}`, () => {
    let under: LanesUnderTest;
    let workers: Worker[] = [];
    let fault: (store: LaneStore) => LaneStore = (store) => store;
    let next = 0;

    beforeEach(async () => {
      under = await open();
      fault = (store) => store;
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.drain()));
      workers = [];
    });

    function start(worker: string, more: Partial<WorkerOptions> = {}): Worker {
      const running = startWorker({
        store: fault(under.store),
        sink: under.sink,
        clock: systemClock,
        random: () => 0,
        observe: () => {},
        worker,
        stages: ['enrich'],
        lease: LEASE,
        retention: { events: 0, dedupe: 3_600_000, state: 3_600_000_000 },
        partitions: under.partitions,
        enrich,
        decide: definePipeline<DecideInput>({
          name: 'none',
          summary: 'Nothing.',
          from: 'signals',
          accepts: () => true,
          through: [],
          into: 'outbox',
        }),
        rules: () => noRules,
        arrival: { allowedLateness: DAY, maxFutureSkew: 120_000 },
        dedupeWindow: 3_600_000,
        dedupeSeeds: [1, 2],
        batchEvents: 16,
        keepScored: false,
        ...more,
      });
      workers.push(running);
      return running;
    }

    const event = (type: string, contact: string, more: Partial<MarketingEvent> = {}): MarketingEvent => ({
      id: `e${next++}`,
      source: 'web',
      type,
      time: '',
      at: Date.now(),
      received: Date.now(),
      contact,
      data: {},
      ...more,
    });
    const click = (person: Person, contact: string): MarketingEvent => {
      const campaign = `kampania-${next}`;
      person.clicks.add(campaign);
      return event('ad.clicked', contact, { data: { platform: 'meta', campaign } });
    };
    const exposure = (contact: string): MarketingEvent =>
      event('experiment.exposed', contact, {
        source: 'crosscurrent',
        data: { experiment: 'zniżka', variant: hash32(contact) % 2 === 0 ? 'a' : 'b', weights: { a: 1, b: 1 }, unit: contact },
      });
    const link = ({ names }: Person, ...kinds: IdentifierKind[]): MarketingEvent => {
      const links = Object.fromEntries(kinds.map((kind) => [kind, names[kind]!]));
      return event('page.viewed', names[kinds[0]!]!, { links });
    };

    /** Persons with four names each, who click under every name before, between and after the events that link the names, in an order of its own for each. */
    function story(people: number): { persons: Person[]; rounds: MarketingEvent[][] } {
      const rounds: MarketingEvent[][] = Array.from({ length: 8 }, () => []);
      const persons = Array.from({ length: people }, (_, index): Person => {
        const names = { userId: `u${index}ż`, email: `e${index}`, phone: `t${index}`, anonymousId: `a${index}` };
        const person: Person = { names, clicks: new Set() };
        // Chains, diamonds and circles of links.
        const links: IdentifierKind[][] = [
          ['email', 'anonymousId'],
          ['userId', 'anonymousId'],
          ['email', 'phone'],
          ['userId', 'phone'],
          ['phone', 'anonymousId'],
          ['userId', 'email', 'phone', 'anonymousId'],
        ];
        const chosen = [0, 1, 2].map((place) => links[hash32(`${index} ${place}`) % 5]!);
        chosen.push(links[5]!);
        // One question and one purchase under names of their own, and an exposure under every name: of one person they are one of each.
        const all = Object.values(names);
        rounds[0]!.push(event('lead.submitted', all[hash32(`asked ${index}`) % 4]!), exposure(names.phone), exposure(names.anonymousId));
        rounds[4]!.push(exposure(names.email), exposure(names.userId));
        const purchase = event('product.purchased', all[hash32(`bought ${index}`) % 4]!, { data: { value: 10, currency: 'PLN' } });
        for (const [round, batch] of rounds.entries()) {
          if (round === 3) batch.push(purchase);
          for (const contact of Object.values(names))
            if (hash32(`${index} ${round} ${contact}`) % 3 > 0) batch.push(click(person, contact));
          const kinds = chosen[round / 2];
          if (kinds !== undefined) batch.push(link(person, ...kinds));
          for (const contact of Object.values(names))
            if (hash32(`${index} ${round} ${contact}`) % 3 > 1) batch.push(click(person, contact));
        }
        return person;
      });
      return { persons, rounds };
    }

    async function feed(rounds: readonly MarketingEvent[][]): Promise<void> {
      for (const round of rounds) {
        for (let at = 0; at < round.length; at += 40) await under.sink.append(round.slice(at, at + 40));
        await systemClock.sleep(15);
      }
    }

    async function counters(): Promise<Record<string, number>> {
      const sums: Record<string, number> = {};
      for (let partition = 0; partition < under.partitions; partition++)
        for (const [counter, count] of Object.entries((await under.store.figures({ stage: 'enrich', partition })).counters))
          sums[counter] = (sums[counter] ?? 0) + count;
      return sums;
    }

    /** Waits until everything accepted is settled, by whatever fate. Partitions are read one after the other and hand events to each other meanwhile, so only an unchanged picture counts. */
    async function settled(): Promise<Record<string, number>> {
      const started = systemClock.monotonic();
      let before = '';
      for (;;) {
        const sums = await counters();
        const done = Object.entries(sums).reduce((all, [counter, count]) => all + (counter.startsWith('enrich.') ? count : 0), 0);
        if (done === sums['accepted'] && before === JSON.stringify(sums)) return sums;
        before = JSON.stringify(sums);
        if (systemClock.monotonic() - started > 30_000) throw new Error(`not settled: ${JSON.stringify(sums)}`);
        await systemClock.sleep(20);
      }
    }

    async function recordOf(contact: string): Promise<ContactRecord | undefined> {
      const [json] = await under.store.loadState({ stage: 'enrich', partition: hash32(contact) % under.partitions }, [
        contactField(contact),
      ]);
      return json ? (JSON.parse(json) as ContactRecord) : undefined;
    }
    async function read<T>(partition: number, field: string): Promise<T | undefined> {
      const [json] = await under.store.loadState({ stage: 'enrich', partition }, [field]);
      return json ? (JSON.parse(json) as T) : undefined;
    }
    const noteOf = async <T>(of: Parameters<typeof contactNote>[0], contact: string): Promise<T | undefined> =>
      read<T>(hash32(contact) % under.partitions, contactNote(of, contact));

    /** Everybody is in the segment once, was asked about once and converted once, and was exposed once, whatever names it happened under. */
    async function checkNotes(persons: readonly Person[]): Promise<void> {
      for (const { names, clicks } of persons) {
        const root = names.userId!;
        const segments = await noteOf<SegmentNote>('segments', root);
        expect(Object.keys(segments!.in!), root).toEqual(['clickers']);
        const counted = Object.values(segments!.counts!).flat();
        expect(
          counted.reduce((sum, [, count]) => sum + count, 0),
          root,
        ).toBe(clicks.size);
        const history = await noteOf<LeadHistory>('lead', root);
        expect(Math.round(history!.counts!['ad.clicked']![0]), root).toBe(clicks.size);
        expect(history!.asked, root).toBeUndefined();
        for (const other of [names.email!, names.phone!, names.anonymousId!])
          for (const note of contactNotes(other)) expect(await read(hash32(other) % under.partitions, note), other).toBeUndefined();
      }
      const waiting = (await read<{ examples: LeadExample[] }>(leadFields.lane, leadFields.desk))?.examples ?? [];
      const taught = (await read<LeadSchool>(leadFields.lane, leadFields.school))?.model.health.outcomes ?? 0;
      expect(waiting.length + taught).toBe(persons.length);
      expect(waiting.every(({ converted }) => converted)).toBe(true);
      let exposed = 0;
      let converted = 0;
      for (let partition = 0; partition < under.partitions; partition++) {
        const record = await read<ExperimentRecord>(partition, experimentFields.record('zniżka'));
        for (const { over, slots } of Object.values(record?.designs ?? {}))
          for (const tallies of [over, ...slots.map(([, one]) => one)])
            for (const [one, two] of Object.values(tallies)) [exposed, converted] = [exposed + one, converted + two];
      }
      expect([exposed, converted]).toEqual([persons.length, persons.length]);
    }
    const clicksOf = (journey: CreditLedger | undefined): string[] =>
      (journey === undefined ? [] : openLedger(journey).touches).map(({ campaign }) => campaign!);

    /** One journey a person, at the surest name, with every click once; every other name leads there. */
    async function check(persons: readonly Person[]): Promise<void> {
      for (const { names, clicks } of persons) {
        const root = names.userId!;
        const record = await recordOf(root);
        expect(record?.alias, root).toBeUndefined();
        expect(clicksOf(record?.journey).toSorted(), root).toEqual([...clicks].toSorted());
        expect(Math.round(record!.lead!.score), root).toBe(clicks.size);
        expect(Object.keys(record!.members!).toSorted(), root).toEqual([names.anonymousId!, names.email!, names.phone!].toSorted());
        for (const other of [names.email!, names.phone!, names.anonymousId!]) {
          let at = other;
          for (let hop = 0; at !== root && hop < 4; hop++) {
            const alias = await recordOf(at);
            expect(alias?.journey, other).toBeUndefined();
            at = alias!.alias!.id;
          }
          expect(at, other).toBe(root);
        }
      }
      await checkNotes(persons);
    }

    it('have one journey a person, whatever the order and the circles of links', { timeout: 60_000 }, async () => {
      const { persons, rounds } = story(40);
      start('w1');
      await feed(rounds);
      const sums = await settled();
      expect(sums['enrich.forwarded']).toBeGreaterThan(100);
      expect(sums['enrich.dead'] ?? 0).toBe(0);
      await check(persons);
    });

    it('lose and double nothing when senders repeat everything', { timeout: 60_000 }, async () => {
      const { persons, rounds } = story(25);
      start('w1');
      await feed(rounds.flatMap((round) => [round, round.slice(0, 30)]));
      await feed(rounds);
      await settled();
      await check(persons);
    });

    it.each(['after-read', 'after-relay', 'before-commit', 'after-commit'] as const)(
      'lose and double nothing when owners die again and again: %s',
      { timeout: 60_000 },
      async (dying) => {
        const { persons, rounds } = story(25);
        let hits = 0;
        let deaths = 0;
        start('w1', {
          checkpoint: (point) => {
            if (point !== dying || deaths >= 12 || ++hits % 3 !== 0) return;
            deaths++;
            throw new Error('the owner died here');
          },
        });
        await feed(rounds);
        await settled();
        expect(deaths).toBeGreaterThan(5);
        await check(persons);
      },
    );

    it('lose and double nothing when replies of the store are lost', { timeout: 60_000 }, async () => {
      let calls = 0;
      const lossy =
        <P extends unknown[], R>(call: (...parameters: P) => Promise<R>, each: number) =>
        async (...parameters: P): Promise<R> => {
          const result = await call(...parameters);
          if (++calls % each === 1) throw new Error('the reply was lost');
          return result;
        };
      fault = (store) => ({ ...store, commit: lossy(store.commit, 4), relay: lossy(store.relay, 3) });
      const { persons, rounds } = story(25);
      start('w1');
      await feed(rounds);
      await settled();
      expect(calls).toBeGreaterThan(20);
      await check(persons);
    });

    it('lose and double nothing when an owner that was paused comes back beside its heir', { timeout: 60_000 }, async () => {
      const { persons, rounds } = story(25);
      let release: () => void = () => {};
      const paused = new Promise<void>((resolve) => {
        release = resolve;
      });
      let holding = true;
      const pausing =
        <P extends unknown[], R>(call: (...parameters: P) => Promise<R>) =>
        (...parameters: P): Promise<R> =>
          holding ? call(...parameters) : paused.then(() => call(...parameters));
      fault = (store) => ({
        ...store,
        beat: pausing(store.beat),
        renew: pausing(store.renew),
        commit: pausing(store.commit),
        relay: pausing(store.relay),
        acquire: pausing(store.acquire),
      });
      start('zombie');
      await feed(rounds.slice(0, 3));
      holding = false;
      await feed(rounds.slice(3, 5));
      await systemClock.sleep(LEASE * 2);
      fault = (store) => store;
      start('heir');
      await feed(rounds.slice(5));
      await systemClock.sleep(LEASE * 3);
      release();
      await systemClock.sleep(LEASE);
      await settled();
      await check(persons);
    });

    it('stay two where a contact has as many names of a kind as it may', { timeout: 60_000 }, async () => {
      const ewa: Person = { names: { userId: 'ewa', anonymousId: 'kiosk' }, clicks: new Set() };
      const jan: Person = { names: { userId: 'jan', anonymousId: 'kiosk' }, clicks: new Set() };
      start('w1');
      await feed([[click(ewa, 'kiosk'), click(ewa, 'ewa'), link(ewa, 'userId', 'anonymousId')]]);
      await settled();
      await feed([[click(jan, 'jan'), link(jan, 'userId', 'anonymousId'), click(jan, 'jan')]]);
      await settled();
      expect(clicksOf((await recordOf('ewa'))?.journey).toSorted()).toEqual([...ewa.clicks].toSorted());
      expect(clicksOf((await recordOf('jan'))?.journey).toSorted()).toEqual([...jan.clicks].toSorted());
      expect((await recordOf('kiosk'))?.alias?.id).toBe('ewa');
    });

    it('count an order once, whoever reports it and under whatever name', { timeout: 60_000 }, async () => {
      const at = Date.now();
      const report = (type: string, contact: string, platform: string, data: object, links?: MarketingEvent['links']): MarketingEvent =>
        event(type, contact, { at, data: { platform, order: 'Z-1', currency: 'PLN', ...data }, ...(links && { links }) });
      /** What all partitions together have credited, in minor units. */
      const credited = async (): Promise<number> => {
        let sum = 0;
        for (let partition = 0; partition < under.partitions; partition++) {
          const [json] = await under.store.loadState({ stage: 'enrich', partition }, [creditField(at, 'last-click')]);
          for (const [, minor] of Object.values(JSON.parse(json ?? '{}') as CreditDay)) sum += minor;
        }
        return sum;
      };
      const entryOf = async (contact: string) => (await recordOf(contact))?.journey?.entries[0];
      start('w1');
      // A pixel that knows nobody, then the server, then a network that takes somebody else for the buyer, each of them twice.
      const pixel = [0, 1].map(() => report('product.purchased', 'zamówienie', 'web', { value: 100 }));
      await feed([pixel]);
      await settled();
      expect(await credited()).toBe(10_000);
      const ewa = { userId: 'ewa', order: 'zamówienie' };
      await feed([[0, 1].map(() => report('product.purchased', 'ewa', 'shop', { value: 100 }, ewa))]);
      await settled();
      expect(await credited()).toBe(10_000);
      // Each event is kept with it, because a retraction names events.
      expect((await entryOf('ewa'))!.reports!.map(({ by }) => by).toSorted()).toEqual(['shop', 'shop', 'web', 'web']);
      const jan = { email: 'jan', order: 'zamówienie' };
      await feed([[0, 1].map(() => report('ad.converted', 'jan', 'meta', { value: 100, campaign: 'wiosna' }, jan))]);
      await settled();
      expect(await credited()).toBe(10_000);
      expect(await entryOf('jan')).toMatchObject({ elsewhere: 'ewa', credits: {} });
      // Later reports and refunds that come for the other go to who counts the order.
      await feed([[report('ad.converted', 'jan', 'meta', { value: 120 }, jan)]]);
      await settled();
      expect(await credited()).toBe(12_000);
      await feed([[report('product.refunded', 'jan', 'shop', { value: 30 }, jan)]]);
      await settled();
      expect(await credited()).toBe(9_000);
      expect((await recordOf('jan'))!.alias).toBeUndefined();
      expect((await recordOf('zamówienie'))!.alias?.id).toBe('ewa');
      // The two turn out to be one person after all: it stays one conversion.
      await feed([[event('page.viewed', 'ewa', { links: { userId: 'ewa', email: 'jan' } })]]);
      await settled();
      expect((await recordOf('jan'))!.alias?.id).toBe('ewa');
      expect((await recordOf('ewa'))!.journey!.entries).toHaveLength(1);
      expect(await credited()).toBe(9_000);
    });

    it('keep the newest statement about consent of any name, and are parted again by a person', { timeout: 60_000 }, async () => {
      const ewa: Person = { names: { userId: 'ewa', anonymousId: 'telefon' }, clicks: new Set() };
      const now = Date.now();
      const consent = (contact: string, type: string, at: number, purpose: string): MarketingEvent =>
        event(type, contact, { at, data: { purposes: [purpose] } });
      start('w1');
      await feed([
        [
          consent('ewa', 'consent.granted', now - 9_000, 'profilowanie'),
          consent('telefon', 'consent.withdrawn', now - 5_000, 'profilowanie'),
          consent('telefon', 'consent.granted', now - 5_000, 'newsletter'),
          link(ewa, 'userId', 'anonymousId'),
        ],
      ]);
      await settled();
      const joined = await recordOf('ewa');
      expect(joined!.consents).toMatchObject({ profilowanie: { granted: false }, newsletter: { granted: true } });
      await feed([[consent('telefon', 'consent.withdrawn', now, 'newsletter')]]);
      await settled();
      expect((await recordOf('ewa'))!.consents!['newsletter']).toEqual({ granted: false, at: now });

      await under.sink.append([event('contact.parted', 'telefon', { source: 'crosscurrent' })]);
      await settled();
      await feed([[click(ewa, 'telefon'), link(ewa, 'userId', 'anonymousId'), click(ewa, 'ewa')]]);
      await settled();
      const apart = await recordOf('telefon');
      expect(apart).not.toHaveProperty('alias');
      expect(apart!.consents!['newsletter']!.granted).toBe(false);
      expect(clicksOf(apart!.journey)).toHaveLength(1);
      expect((await recordOf('ewa'))!.members).toEqual({});
      expect(clicksOf((await recordOf('ewa'))!.journey)).toHaveLength(1);
    });
  });
}
