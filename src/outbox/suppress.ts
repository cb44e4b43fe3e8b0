import type { Intent } from '#action';
import type { ContactBook, ContactRecord } from '#contact';
import type { Delivery, Stage } from './delivery.ts';

/** Answers why an intent must not be sent at all now (`kill-switch` …), or undefined when it may. Cheap: asked before every attempt. */
export type KillSwitch = (intent: Intent) => string | undefined;

/**
 * The stage that holds back what must not be sent at this moment: the kill switch, and everyone who has not granted every purpose of the intent.
 * Consent is read anew before every attempt, because it may have been withdrawn since the rule fired; of an audience only those who agree remain.
 */
export function suppress(contactBook: ContactBook, killSwitch: KillSwitch): Stage {
  return async (delivery) => {
    const { intent, entry } = delivery;
    const held = (guard: string): Delivery => ({ ...delivery, outcome: { fate: 'suppressed', attempts: entry.attempts, guard } });
    const reason = killSwitch(intent);
    if (reason !== undefined) return held(reason);

    const named = [...(intent.contact === undefined ? [] : [intent.contact]), ...(intent.members ?? [])];
    if (named.length === 0) return delivery;
    const records = await contactBook.read([...new Set(named)]);
    if (intent.purposes.length === 0) return { ...delivery, records };

    const agrees = (contact: string): boolean => granted(records.get(contact), intent.purposes);
    if (intent.contact !== undefined && !agrees(intent.contact)) return held('consent');
    if (intent.members === undefined) return { ...delivery, records };
    const members = intent.members.filter(agrees);
    if (members.length === 0) return held('consent');
    return { ...delivery, records, intent: { ...intent, members } };
  };
}

function granted(record: ContactRecord | undefined, purposes: readonly string[]): boolean {
  return purposes.every((purpose) => {
    const consents = record?.consents;
    return consents !== undefined && Object.hasOwn(consents, purpose) && consents[purpose]!.granted;
  });
}
