import { campaigns } from './campaigns.ts';
import { within, type Scene } from './scene.ts';
import { lineEvent, type TimedEvent } from './timed-event.ts';

/** An impression or a click of somebody nobody knows. */
export function anonymousAd(scene: Scene, from: number, to: number): TimedEvent {
  const { random } = scene;
  const { platform, campaign } = random.pick(campaigns);
  const clicked = random.chance(0.25);
  const data = {
    platform,
    campaign,
    ad: `film-${random.between(1, 12)}`,
    currency: 'PLN',
    cost: clicked ? random.between(40, 320) / 100 : 0.02,
  };
  const id = scene.id(clicked ? 'click' : 'seen');
  const identifiers = { anonymousId: `${scene.run}-a${random.between(1, 900)}` };
  const more = clicked ? { ...data, clickId: id } : data;
  return lineEvent(within(scene, from, to), id, clicked ? 'ad.clicked' : 'ad.impressed', more, { identifiers });
}
