import { campaigns } from './campaigns.ts';
import type { Person } from './cast.ts';
import { MINUTE, type Scene } from './scene.ts';
import { lineEvent, plainEvent, segmentEvent, type TimedEvent } from './timed-event.ts';

const shop = 'https://sklep.example';

/** Someone who wants a machine for the whole office: clicks, comes back, fills the basket, asks for an offer. */
export function hotLeadScene(scene: Scene, person: Person): TimedEvent[] {
  const { userId } = person;
  const at = (minute: number): number => scene.start + minute * MINUTE;
  const { platform, campaign } = campaigns[3]!;
  const seen = (minute: number, path: string): TimedEvent =>
    segmentEvent(at(minute), scene.id('page'), 'page', { userId, properties: { url: `${shop}${path}` } });
  const track = (minute: number, event: string): TimedEvent =>
    segmentEvent(at(minute), scene.id('track'), 'track', {
      event,
      userId,
      properties: { product_id: 'kawomat-biuro', price: 2_499, currency: 'PLN' },
    });
  const mail = (minute: number): TimedEvent =>
    plainEvent(at(minute), scene.id('mail'), 'email.clicked', { campaign: 'newsletter', url: `${shop}/biuro` }, { userId });
  const form = { platform, campaign, form: 'biuro', product: 'kawomat-biuro', budget: 12_000, company: 'Młyn i Ziarno sp. z o.o.' };
  return [
    plainEvent(at(20), scene.id('agree'), 'consent.granted', { purposes: ['sales', 'contact', 'email', 'retargeting'] }, { userId }),
    lineEvent(
      at(90),
      scene.id('click'),
      'ad.clicked',
      { platform, campaign, clickId: scene.id('li'), cost: 9.8, currency: 'PLN' },
      { userId },
    ),
    seen(91, '/biuro'),
    seen(93, '/biuro/cennik'),
    track(94, 'Product Viewed'),
    track(96, 'Product Added'),
    mail(100),
    track(104, 'Product Viewed'),
    track(106, 'Product Added'),
    mail(108),
    seen(110, '/kontakt'),
    plainEvent(
      at(112),
      scene.id('lead'),
      'lead.submitted',
      { ...form, email: person.email, phone: person.phone, name: person.name },
      { userId },
    ),
    // A second look on the way out changes nothing: hot is hot once.
    seen(114, '/biuro/cennik'),
  ];
}
