import type { ScoredEvent } from '#event';
import { addPoints, leadPointsByType, leadScore, type LeadSettings, pointsEarned } from '#lead';
import { defineOperator, type Operator } from '#operator';

/**
 * Adds the points an event earns to its contact's score, which fades by half every `settings.halfLife`, and writes `event.lead` with the score after and before (both at the event's time,
 * two decimals), so that a rule can see a threshold being crossed. Events of types that may earn nothing, or without a contact, are left alone.
 *
 *     in:   [page.viewed by Ola (+5), lead.submitted by Ola (+40)]
 *     out:  [lead 5, before 0;        lead 45, before 5          ]
 */
export function scoreLead(settings: LeadSettings): Operator<ScoredEvent> {
  const byType = leadPointsByType(settings.points);
  return defineOperator<ScoredEvent>({
    name: 'score-lead',
    summary: 'Scores how warm a lead is.',
    contacts: (event) => (byType.has(event.type) ? event.contact : undefined),
    each(event, context) {
      const { contact, at } = event;
      if (contact === undefined) return;
      const entries = byType.get(event.type);
      if (entries === undefined) return;
      const record = context.contact(contact);
      const before = record.lead === undefined ? 0 : leadScore(record.lead, at, settings.halfLife);
      const points = pointsEarned(event, entries);
      if (points === 0) {
        event.lead = { score: rounded(before), before: rounded(before) };
        return;
      }
      record.lead ??= { score: 0, at };
      const score = addPoints(record.lead, points, at, settings);
      context.contactChanged(contact);
      event.lead = { score: rounded(score), before: rounded(before) };
    },
  });
}

function rounded(score: number): number {
  return Math.round(score * 100) / 100;
}
