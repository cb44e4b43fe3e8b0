import { systemClock } from '#kernel';
import { Agent, request } from 'undici';
import { writeKey } from './engine-plan.ts';
import { seededRandom } from './random.ts';

/** How many people of three names each come to be known as one person each, beside the usual load. */
export interface MergePlan {
  readonly people: number;
  /** Events of one request. */
  readonly batch: number;
  /** Milliseconds between requests, so that the joining lasts as long as the faults do. */
  readonly pause: number;
}

/** One person and the clicks that were accepted of it, each of a campaign of its own. */
export interface MergedPerson {
  readonly person: number;
  readonly clicks: readonly string[];
}

/** What was sent of people, and whether all of it was taken. */
export interface MergeHistory {
  readonly people: readonly MergedPerson[];
  readonly refused: number;
}

const TRIES = 40;

/**
 * Lets people click under a device, an e-mail and a user id, before, between and after the events that link two of these names; each person in an order of its own, of all people together in rounds. Every event is sent until it
 * is taken: what is uncertain here is the engine, not the sender.
 */
export async function runMergeLoad(url: string, plan: MergePlan, seed: number): Promise<MergeHistory> {
  const random = seededRandom(seed + 77);
  const agent = new Agent({ connections: 4, headersTimeout: 7_000, bodyTimeout: 7_000 });
  const clicks = Array.from({ length: plan.people }, (): string[] => []);
  let refused = 0;

  async function send(events: readonly object[]): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const answer = await request(`${url}/v1/events`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${writeKey}` },
        body: JSON.stringify(events),
      }).catch(() => undefined);
      await answer?.body.dump();
      if (answer?.statusCode === 202) return;
      await systemClock.sleep(150);
    }
    refused += events.length;
  }

  /** Which names are linked by the person's second and third linking event; the first links the device to the one or the other. */
  const orders = [
    ['device email', 'email user', 'device user'],
    ['device user', 'device email', 'email user'],
    ['email user', 'device email', 'device email user'],
  ];
  for (let round = 0; round < 4; round++) {
    let events: object[] = [];
    for (let person = 0; person < plan.people; person++) {
      const names = { device: `d-${seed}-${person}`, email: `osoba.${seed}.${person}@example.pl`, user: `u-${seed}-${person}` };
      const identifiers = (which: string): object => ({
        ...(which.includes('device') && { anonymousId: names.device }),
        ...(which.includes('email') && { email: names.email }),
        ...(which.includes('user') && { userId: names.user }),
      });
      const say = (type: string, which: string, more: object): void => {
        const id = `merge-${seed}-${person}-${round}-${events.length}`;
        events.push({ id, type, time: new Date().toISOString(), data: { ...identifiers(which), ...more } });
      };
      const click = (which: string): void => {
        const campaign = `k-${person}-${clicks[person]!.length}`;
        clicks[person]!.push(campaign);
        say('ad.clicked', which, { platform: 'meta', campaign });
      };
      const order = orders[person % orders.length]!;
      click(['device', 'email', 'user'][Math.floor(random() * 3)]!);
      if (order[round] !== undefined) say('page.viewed', order[round]!, {});
      if (random() < 0.7) click(random() < 0.7 ? 'device' : 'email');
      if (events.length >= plan.batch || person === plan.people - 1) {
        await send(events);
        events = [];
        await systemClock.sleep(plan.pause);
      }
    }
  }
  await agent.close();
  return { people: clicks.map((list, person) => ({ person, clicks: list })), refused };
}
