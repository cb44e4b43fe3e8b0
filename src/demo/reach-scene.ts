import type { Person } from './cast.ts';
import { MINUTE, type Scene } from './scene.ts';
import { cloudEvent, type TimedEvent } from './timed-event.ts';

/** Someone with many followers is angry; someone with even more is happy, which is no case for customer service. */
export function reachScene(scene: Scene, angry: Person, happy: Person): TimedEvent[] {
  const say = (person: Person, minute: number, followers: number, text: string): TimedEvent => {
    const author = { id: person.xId, name: person.name, followers, verified: true };
    const id = scene.id('reach');
    const url = `https://x.example/status/${id}`;
    return cloudEvent(scene.start + minute * MINUTE, id, 'social.mentioned', {
      platform: 'x',
      text,
      lang: 'pl',
      author,
      post: id,
      url,
      reach: followers,
    });
  };
  return [
    say(angry, 84, 48_200, 'Kawomat zepsuty po tygodniu, obsługa beznadziejna, jestem wściekła! Nie polecam, najgorszy zakup w życiu 😡'),
    say(happy, 95, 91_000, 'Uwielbiam Kawomat, rewelacja! Pyszna kawa, świetna jakość, polecam każdemu 😍'),
  ];
}
