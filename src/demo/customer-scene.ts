import { campaigns } from './campaigns.ts';
import type { Person } from './cast.ts';
import { MINUTE, type Scene } from './scene.ts';
import { lineEvent, segmentEvent, type TimedEvent } from './timed-event.ts';

const shop = 'https://sklep.example';

/** A customer's way: one to three ads clicked on different channels, a look at the product, and for half of them an order. */
export function customerScene(scene: Scene, person: Person): TimedEvent[] {
  const { random } = scene;
  const events: TimedEvent[] = [];
  let minute = random.between(5, 120);
  const step = (): number => scene.start + (minute += random.between(1, 9)) * MINUTE;
  for (let clicks = random.between(1, 3); clicks > 0; clicks--) {
    const { platform, campaign } = random.pick(campaigns);
    const id = scene.id('click');
    events.push(
      lineEvent(step(), id, 'ad.clicked', { platform, campaign, clickId: id, cost: 1.4, currency: 'PLN' }, { userId: person.userId }),
    );
  }
  events.push(
    segmentEvent(step(), scene.id('page'), 'page', { userId: person.userId, properties: { url: `${shop}/kawomat`, title: 'Kawomat' } }),
  );
  if (random.chance(0.5)) {
    const properties = {
      order_id: scene.id('order'),
      total: random.chance(0.15) ? random.between(1_000, 2_499) : random.between(399, 899),
      currency: 'PLN',
      products: [{ product_id: 'kawomat' }],
    };
    const context = { traits: { email: person.email, name: person.name } };
    events.push(segmentEvent(step(), scene.id('buy'), 'track', { event: 'Order Completed', userId: person.userId, properties, context }));
  }
  return events;
}
