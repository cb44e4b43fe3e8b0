import type { Person } from './cast.ts';
import { within, type Scene } from './scene.ts';
import { cloudEvent, type TimedEvent } from './timed-event.ts';
import { writePost } from './write-post.ts';

const platforms = ['facebook', 'instagram', 'tiktok', 'linkedin'];

/** How people feel differs by platform. */
const moods = { facebook: [0.3, 0.4], instagram: [0.6, 0.15], tiktok: [0.45, 0.3], linkedin: [0.35, 0.2] } as const;

/** One post of the everyday talk on the platforms other than X, at any time of the story. */
export function everydayPost(scene: Scene, people: readonly Person[], from: number, to: number): TimedEvent {
  const { random } = scene;
  const platform = random.pick(platforms);
  const [glad, cross] = moods[platform as keyof typeof moods];
  const { text, language } = writePost(random, { glad, cross, polish: 0.7 });
  const { xId, name, followers } = random.pick(people);
  const id = scene.id('talk');
  const data = { platform, text, lang: language, author: { id: xId, name, followers }, post: id, reach: random.between(5, 2_500) };
  return cloudEvent(within(scene, from, to), id, random.chance(0.5) ? 'social.mentioned' : 'social.commented', data);
}
