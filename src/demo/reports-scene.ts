import { campaigns } from './campaigns.ts';
import { MINUTE, type Scene } from './scene.ts';
import { lineEvent, type TimedEvent } from './timed-event.ts';

/** Reports of spend and results, every half hour of the story from `from` to `to` (minutes). */
export function reportsScene(scene: Scene, from: number, to: number): TimedEvent[] {
  const events: TimedEvent[] = [];
  for (let minute = from; minute <= to; minute += 30) {
    for (const { platform, campaign, spend, leads } of campaigns) {
      const at = scene.start + minute * MINUTE;
      const figures = {
        spend: spend + scene.random.between(0, 9),
        impressions: scene.random.between(4_000, 9_000),
        clicks: scene.random.between(60, 240),
      };
      const period = { from: new Date(at - 30 * MINUTE).toISOString(), to: new Date(at).toISOString() };
      events.push(lineEvent(at, scene.id('report'), 'ad.reported', { platform, campaign, ...figures, leads, currency: 'PLN', ...period }));
    }
  }
  return events;
}
