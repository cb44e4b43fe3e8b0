import type { Person } from './cast.ts';
import { within, type Scene } from './scene.ts';
import { cloudEvent, plainEvent, type TimedEvent } from './timed-event.ts';
import { writePost } from './write-post.ts';

/** What the buzz is made of, and who of it may be addressed. */
export interface Buzz {
  readonly events: readonly TimedEvent[];
  readonly people: number;
  /** X ids of the people who have agreed to retargeting and have not withdrawn. */
  readonly agreed: readonly string[];
  readonly withdrawn: number;
}

const FROM = 60;

const TO = 72;

/**
 * A buzz on X about the Kawomat within twelve minutes. Before it, some of the people agreed to retargeting in the loyalty app, where they linked their X account and left an e-mail address;
 * a few of them take it back shortly before the buzz.
 */
export function buzzScene(scene: Scene, people: readonly Person[]): Buzz {
  const { random } = scene;
  const events: TimedEvent[] = [];
  const agreed: string[] = [];
  let withdrawn = 0;
  for (const [index, person] of people.entries()) {
    const author = { id: person.xId, name: person.name, followers: person.followers };
    if (index % 5 < 3) {
      const data = { purposes: ['retargeting', 'newsletter'], platform: 'x', author: { ...author, email: person.email } };
      events.push(plainEvent(within(scene, 1, 40), scene.id('agree'), 'consent.granted', data));
      if (index % 15 === 0) {
        withdrawn += 1;
        const at = within(scene, 48, 55);
        events.push(plainEvent(at, scene.id('withdraw'), 'consent.withdrawn', { purposes: ['retargeting'], platform: 'x', author }));
      } else agreed.push(person.xId);
    }
    for (let posts = random.between(1, 3); posts > 0; posts--) {
      const { text, language } = writePost(random, { glad: 0.4, cross: 0.4, polish: 0.65 });
      const id = scene.id('post');
      const data = { platform: 'x', text, lang: language, author, post: id, reach: random.between(20, 4_000) };
      events.push(cloudEvent(within(scene, FROM, TO), id, random.chance(0.7) ? 'social.mentioned' : 'social.commented', data));
    }
  }
  return { events, people: people.length, agreed, withdrawn };
}
