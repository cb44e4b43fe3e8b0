import type { Person } from './cast.ts';
import { within, type Scene } from './scene.ts';
import { cloudEvent, type TimedEvent } from './timed-event.ts';
import { writePost } from './write-post.ts';

/** A few posts on X outside the buzz: too few for one. */
export function quietPost(scene: Scene, people: readonly Person[], from: number, to: number): TimedEvent {
  const { text, language } = writePost(scene.random, { glad: 0.4, cross: 0.25, polish: 0.6 });
  const { xId, name, followers } = scene.random.pick(people);
  const id = scene.id('post');
  const data = { platform: 'x', text, lang: language, author: { id: xId, name, followers }, post: id };
  return cloudEvent(within(scene, from, to), id, 'social.mentioned', data);
}
