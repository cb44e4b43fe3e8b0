import type { ContactBook, ContactRecord } from '#contact';
import type { Stage } from './delivery.ts';
import { giveUp } from './give-up.ts';

/**
 * Holds back everyone who has not granted every purpose of the intent. Consent is read anew before every attempt, because it may have been withdrawn since the rule fired; of an audience only those
 * who agree remain, and of those who were erased nobody. What is known of the people named goes on with the delivery.
 */
export function consentStage(contactBook: ContactBook): Stage {
  return async (delivery) => {
    const { intent } = delivery;
    const named = [...(intent.contact === undefined ? [] : [intent.contact]), ...(intent.members ?? [])];
    if (named.length === 0) return delivery;
    const records = await contactBook.read([...new Set(named)]);
    const erased = (contact: string): boolean => records.get(contact)?.erased === true;
    if (intent.contact !== undefined && erased(intent.contact)) return giveUp(delivery, 'consent', 'the person was erased');
    if (intent.purposes.length === 0) {
      if (intent.members === undefined || !intent.members.some(erased)) return { ...delivery, records };
      const members = intent.members.filter((contact) => !erased(contact));
      if (members.length === 0) return giveUp(delivery, 'consent', 'everybody named was erased');
      return { ...delivery, records, intent: { ...intent, members } };
    }

    const refused = (): ReturnType<typeof giveUp> => giveUp(delivery, 'consent', `no consent to ${intent.purposes.join(', ')}`);
    const agrees = (contact: string): boolean => granted(records.get(contact), intent.purposes);
    if (intent.contact !== undefined && !agrees(intent.contact)) return refused();
    if (intent.members === undefined) return { ...delivery, records };
    const members = intent.members.filter(agrees);
    if (members.length === 0) return refused();
    return { ...delivery, records, intent: { ...intent, members } };
  };
}

function granted(record: ContactRecord | undefined, purposes: readonly string[]): boolean {
  return purposes.every((purpose) => {
    const consents = record?.consents;
    return consents !== undefined && Object.hasOwn(consents, purpose) && consents[purpose]!.granted;
  });
}
