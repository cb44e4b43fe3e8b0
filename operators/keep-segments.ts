import { contactField, contactNote, type ContactRecord, contactTimer, movedOf } from '#contact';
import type { ScoredEvent } from '#event';
import { LeadPlan, leadScore, type LeadSettings } from '#lead';
import type { Batch, Operator, OperatorContext } from '#operator';
import { mergeNotes, type SegmentNote, type SegmentSet } from '#segment';
import { map } from 'rxjs';

const segmentTimer = 'segment';
/** Milliseconds after which a timer that came before its events is asked again, at least. */
const patience = 1_000;

/**
 * Keeps who is in which segment, and says every change as an event, `segment.entered` or `segment.left`; who leaves because of time alone leaves by a durable timer. Where a rule reads them, `event.segments` gets the
 * segments its contact is in after the event. What was remembered of a name that joins the contact comes with it, membership among that, and nothing is said of it again. While there are no segments, events pass untouched. Of a lead's settings without points it
 * is taken that any event may carry a score.
 *
 *     in:   [page.viewed by Ola ×3; nothing for a week]          segment: contact.counts.looks >= 3 within 7d
 *     out:  [said: segment.entered; said: segment.left ]
 */
export function keepSegments(lead: Pick<LeadSettings, 'halfLife'> & Partial<LeadSettings>): Operator<ScoredEvent> {
  const { halfLife } = lead;
  const scored = scoredTypes(lead);
  return {
    name: 'keep-segments',
    summary: 'Keeps who is in which segment.',
    reads(event, { bundle }) {
      const { type, contact } = event;
      const { segments, readsSegments } = bundle;
      if (segments === undefined || contact === undefined) return [];
      if (!(readsSegments?.has(type) === true || segments.concerns(type, scored(type)) || broughtBy(event) !== undefined)) return [];
      return fieldsOf(contact);
    },
    wakes: {
      purpose: segmentTimer,
      reads: ({ payload }) => fieldsOf(payload['contact'] ?? ''),
      wake({ id, payload }, context) {
        const { segments } = context.bundle;
        const contact = payload['contact'] ?? '';
        const note = context.state.get<SegmentNote>(contactNote('segments', contact));
        if (segments === undefined || note?.due === undefined) return;
        if (context.watermark < note.due) {
          // The clock has come that far and the events have not: one of them may keep the person where they are.
          context.setTimer({ id, due: context.now + Math.max(patience, note.due - context.watermark), purpose: segmentTimer, payload });
          return;
        }
        judge(contact, note, segments, note.due, halfLife, context);
      },
    },
    through: (context) =>
      map((batch: Batch<ScoredEvent>) => {
        const { segments, readsSegments } = context.bundle;
        if (segments === undefined) return batch;
        for (const message of batch) {
          const { contact } = message.value;
          if (!message.live || contact === undefined) continue;
          try {
            const { type } = message.value;
            const brought = broughtBy(message.value);
            if (brought !== undefined) join(brought, message.value.at, contact, segments, halfLife, context);
            if (segments.concerns(type, scored(type))) take(message.value, contact, segments, halfLife, context);
            if (readsSegments?.has(type) !== true) continue;
            const note = context.state.get<SegmentNote>(contactNote('segments', contact));
            // What a recorded event or a test says of itself stays.
            message.value.segments ??= Object.keys(note?.in ?? {});
          } catch (error) {
            const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
            message.fail({ code: 'operator-failed', reason, operator: 'keep-segments' });
          }
        }
        return batch;
      }),
  };
}

/** Which types of events may carry a lead score. */
function scoredTypes({ halfLife, points, learned }: Pick<LeadSettings, 'halfLife'> & Partial<LeadSettings>): (type: string) => boolean {
  if (points === undefined) return () => true;
  const types = new Set(points.map(({ on }) => on));
  const plan = learned === undefined ? undefined : new LeadPlan(learned, halfLife);
  return (type) => types.has(type) || plan?.concerns(type) === true;
}

function fieldsOf(contact: string): string[] {
  return [contactField(contact), contactNote('segments', contact)];
}

/** What is remembered of a name that joins the contact of an event. */
function broughtBy(event: ScoredEvent): SegmentNote | undefined {
  return movedOf(event)?.notes.segments as SegmentNote | undefined;
}

function join(brought: SegmentNote, at: number, contact: string, segments: SegmentSet, halfLife: number, context: OperatorContext): void {
  const note = context.state.get<SegmentNote>(contactNote('segments', contact)) ?? { at: 0 };
  mergeNotes(note, brought);
  const { lead } = context.contact(contact);
  // The points of both names were added up in the record already.
  if (note.score !== undefined && lead !== undefined) {
    const since = Math.max(note.score[1], lead.at);
    note.score = [Math.round(leadScore(lead, since, halfLife) * 100) / 100, since];
  }
  judge(contact, note, segments, at, halfLife, context);
}

function take(event: ScoredEvent, contact: string, segments: SegmentSet, halfLife: number, context: OperatorContext): void {
  const kept = context.state.get<SegmentNote>(contactNote('segments', contact));
  if (kept === undefined && !segments.begins(event.type)) return;
  const note = kept ?? { at: 0 };
  segments.take(note, event);
  judge(contact, note, segments, event.at, halfLife, context);
}

function judge(contact: string, note: SegmentNote, segments: SegmentSet, at: number, halfLife: number, context: OperatorContext): void {
  const due = note.due;
  for (const { segment, entered, because } of segments.judge(note, consentsOf(context.contact(contact)), at, halfLife)) {
    note.next = (note.next ?? 0) + 1;
    context.emit({
      // With the moment, because a name that was joined and parted again counts anew.
      id: `segment|${segment}|${contact}|${note.next}|${note.at}`,
      type: entered ? 'segment.entered' : 'segment.left',
      at: note.at,
      contact,
      data: { segment, because },
    });
  }
  const id = contactTimer('segment', contact);
  if (note.due === undefined && due !== undefined) context.cancelTimer(id);
  // A timer that is due now was taken; it is set again even for the same moment.
  else if (note.due !== undefined && (note.due !== due || at === due))
    context.setTimer({ id, due: note.due, purpose: segmentTimer, payload: { contact } });
  context.state.set(contactNote('segments', contact), note);
}

function consentsOf({ consents = {} }: ContactRecord): ReadonlySet<string> {
  return new Set(Object.keys(consents).filter((purpose) => consents[purpose]!.granted));
}
