import { anonymousAd } from './anonymous-ad.ts';
import { buzzScene } from './buzz-scene.ts';
import { castOf, type Person } from './cast.ts';
import { malformedScene } from './malformed-scene.ts';
import { seededRandom } from './random.ts';
import { MINUTE, type Scene } from './scene.ts';
import { customerScene } from './customer-scene.ts';
import { everydayPost } from './everyday-post.ts';
import { hotLeadScene } from './hot-lead-scene.ts';
import { leadsScene } from './leads-scene.ts';
import { quietPost } from './quiet-post.ts';
import { reachScene } from './reach-scene.ts';
import { reportedConversion } from './reported-conversion.ts';
import { reportsScene } from './reports-scene.ts';
import { submissionsOf, type Submission } from './submission.ts';
import type { TimedEvent } from './timed-event.ts';

/** The story: what is sent when, and what must come of it. */
export interface Story {
  readonly submissions: readonly Submission[];
  readonly start: number;
  /** Length in milliseconds of business time, the waits of the workflows included. */
  readonly length: number;
  readonly people: readonly Person[];
  /** What is known beforehand. Counts are events. */
  readonly expected: {
    readonly accepted: number;
    readonly refused: number;
    readonly duplicates: number;
    /** `agreed` are the X ids of those who agreed to retargeting and did not withdraw. */
    readonly buzz: { readonly people: number; readonly agreed: readonly string[]; readonly withdrawn: number };
  };
}

/** Length of the story in minutes: a buzz after one hour, the two hours that its workflow waits, and some more. */
const LENGTH = 215;
/** Stretch of business time whose events travel in one request. */
const STRETCH = 2 * MINUTE;
/** Share of the events that are sent a second time, word for word. */
const REPEATED = 0.1;
const MALFORMED = 36;
const BUZZ = 64;

/**
 * Writes the story of one afternoon around the coffee machine Kawomat: everyday talk, ads on five channels, a buzz on X, an angry customer with reach, a hot lead, a campaign that
 * pays too much for a lead, orders, consents, and the faults that real senders have. Pure: the same seed, start and number of events give the same story.
 */
export function storyOf(options: { readonly seed: number; readonly start: number; readonly events: number }): Story {
  const random = seededRandom(options.seed);
  const run = Math.floor(options.start / 1_000).toString(36);
  let count = 0;
  const scene: Scene = { random, start: options.start, run, id: (word) => `${word}-${run}-${(count++).toString(36)}` };

  const people = castOf(random, run, BUZZ + 163);
  const buzz = buzzScene(scene, people.slice(0, BUZZ));
  const [angry, happy, hot, ...others] = people.slice(BUZZ) as [Person, Person, Person, ...Person[]];
  const customers = others.slice(0, 80);
  const talkers = others.slice(80, 120);
  const leads = others.slice(120);
  const events: TimedEvent[] = [
    ...buzz.events,
    ...reachScene(scene, angry, happy),
    ...hotLeadScene(scene, hot),
    ...reportsScene(scene, 30, 190),
    ...leadsScene(scene, leads),
    ...customers.flatMap((person) => customerScene(scene, person)),
    ...Array.from({ length: 20 }, (_, index) => reportedConversion(scene, index)),
    ...Array.from({ length: 16 }, () => quietPost(scene, talkers, 2, 55)),
  ];
  const wanted = Math.floor((options.events - MALFORMED) / (1 + REPEATED));
  while (events.length < wanted) events.push(random.chance(0.5) ? everydayPost(scene, talkers, 2, 200) : anonymousAd(scene, 2, 200));

  const repeats = repeatsOf(events, Math.round(events.length * REPEATED), scene);
  const wrong = malformedScene(scene, MALFORMED);
  return {
    submissions: submissionsOf([...events, ...repeats, ...wrong], STRETCH),
    start: options.start,
    length: LENGTH * MINUTE,
    people,
    expected: {
      accepted: events.length + repeats.length,
      refused: wrong.length,
      duplicates: repeats.length,
      buzz: { people: buzz.people, agreed: buzz.agreed, withdrawn: buzz.withdrawn },
    },
  };
}

/** Events sent again some minutes later, as senders do that saw no answer. */
function repeatsOf(events: readonly TimedEvent[], wanted: number, { random }: Scene): TimedEvent[] {
  const chosen = new Set<TimedEvent>();
  while (chosen.size < wanted) chosen.add(random.pick(events));
  return [...chosen].map((event) => ({ ...event, at: event.at + random.between(1, 12) * MINUTE }));
}
