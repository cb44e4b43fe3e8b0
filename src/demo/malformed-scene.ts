import { within, type Scene } from './scene.ts';
import type { TimedEvent } from './timed-event.ts';

/** What senders get wrong: each of these must be refused alone, with the reason, while its neighbours are taken. */
export function malformedScene(scene: Scene, count: number): TimedEvent[] {
  const time = new Date(scene.start).toISOString();
  const wrongs: readonly (readonly [TimedEvent['lane'], (id: string) => string])[] = [
    ['lines', (id) => `{"id":"${id}","type":"ad.clicked","data":{"platform":"google"`],
    ['lines', (id) => `{"id":"${id}","type":"ad.clicked","data":{"platform":"google","campaign":"kawomat","clicks":9007199254740993}}`],
    ['lines', (id) => `{"id":"${id}","type":"ad.reported","data":{"platform":"tiktok","spend":"dużo"}}`],
    ['lines', () => 'id;typ;kampania;koszt'],
    [
      'cloud',
      (id) => `{"specversion":"1.0","id":"${id}","type":"social.mentioned","time":"${time}","data":{"platform":"x","text":"bez źródła"}}`,
    ],
    [
      'cloud',
      (id) => `{"specversion":"1.0","id":"${id}","source":"/x","type":"social.mentioned","time":"${time}","data":{"text":"bez platformy"}}`,
    ],
    ['plain', (id) => `{"id":"${id}","type":"social.mentiond","time":"wczoraj","data":{"platform":"x"}}`],
    ['plain', (id) => `{"id":"${id}","type":"consent.granted","data":{"purposes":[]}}`],
    ['segment', (id) => `{"type":"track","messageId":"${id}","userId":"k-1","properties":{"order_id":"z1"}}`],
  ];
  return Array.from({ length: count }, (_, index): TimedEvent => {
    const [lane, json] = wrongs[index % wrongs.length]!;
    return { at: within(scene, 5, 195), lane, json: json(scene.id('wrong')) };
  });
}
