import { parseDuration } from '#kernel';
import type { Guards } from './guards.ts';
import type { AuthoredGuards } from './guards-schema.ts';

const DAY = 86_400_000;

/** Says everything an author may leave unsaid; guards that are not there stay away, so that a document without them keeps its hash. Normalising twice is the same as once. */
export function normaliseGuards(authored: AuthoredGuards & Guards): Guards {
  const { spend_cap, frequency_cap, quiet_hours, approve_above, blast_radius } = authored;
  const { spendCap, frequencyCap, quietHours, approveAbove, blastRadius } = authored;
  return {
    ...(spendCap && { spendCap }),
    ...(frequencyCap && { frequencyCap }),
    ...(quietHours && { quietHours }),
    ...(approveAbove && { approveAbove }),
    ...(blastRadius && { blastRadius }),
    ...(spend_cap && {
      spendCap: { amount: String(spend_cap.amount), currency: spend_cap.currency, per: milliseconds(spend_cap.per) },
    }),
    ...(frequency_cap && {
      frequencyCap: { max: frequency_cap.max, per: milliseconds(frequency_cap.per), across: frequency_cap.across ?? ('all' as const) },
    }),
    ...(quiet_hours && {
      quietHours: {
        from: quiet_hours.from,
        to: quiet_hours.to,
        zone: quiet_hours.zone,
        ...(quiet_hours.otherwise === undefined ? {} : { otherwise: quiet_hours.otherwise }),
        do: quiet_hours.do ?? ('delay' as const),
      },
    }),
    ...(approve_above && {
      approveAbove: {
        amount: String(approve_above.amount),
        currency: approve_above.currency,
        within: approve_above.within === undefined ? DAY : milliseconds(approve_above.within),
      },
    }),
    ...(blast_radius && { blastRadius: { maxContacts: blast_radius.max_contacts } }),
  };
}

/** The schema has seen to it that texts are durations. */
const milliseconds = (duration: string): number => parseDuration(duration) ?? 0;
