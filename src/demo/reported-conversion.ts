import { campaigns } from './campaigns.ts';
import { within, type Scene } from './scene.ts';
import { lineEvent, type TimedEvent } from './timed-event.ts';

/** A conversion that an ad platform itself reports. */
export function reportedConversion(scene: Scene, index: number): TimedEvent {
  const { platform, campaign } = campaigns[index % campaigns.length]!;
  const data = { platform, campaign, order: scene.id('order'), kind: 'purchase', value: scene.random.between(399, 899), currency: 'PLN' };
  return lineEvent(within(scene, 60, 190), scene.id('conv'), 'ad.converted', data, {
    identifiers: { anonymousId: `${scene.run}-a${index}` },
  });
}
