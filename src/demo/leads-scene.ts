import { campaigns } from './campaigns.ts';
import type { Person } from './cast.ts';
import { MINUTE, type Scene } from './scene.ts';
import { plainEvent, type TimedEvent } from './timed-event.ts';

/** Leads of every campaign, evenly over the story: about as many as its money should buy, but for the one that is too dear. */
export function leadsScene(scene: Scene, people: readonly Person[]): TimedEvent[] {
  const events: TimedEvent[] = [];
  const each = Math.floor(people.length / campaigns.length);
  for (const [index, { platform, campaign }] of campaigns.entries()) {
    for (const [place, person] of people.slice(index * each, (index + 1) * each).entries()) {
      const at = scene.start + Math.floor(10 + (place * 170) / each) * MINUTE;
      const data = { platform, campaign, form: 'oferta', product: 'kawomat', email: person.email, phone: person.phone, name: person.name };
      events.push(plainEvent(at, scene.id('lead'), 'lead.submitted', data, { userId: person.userId }));
    }
  }
  return events;
}
