import { contactNote, contactTimer, movedOf } from '#contact';
import { latestMoments } from '#kernel';
import type { ScoredEvent } from '#event';
import {
  leadFields,
  type LeadHistory,
  LeadPlan,
  type LeadQuestion,
  type LeadReason,
  leadScore,
  type LeadSettings,
  mergeHistories,
  type PublishedLeads,
} from '#lead';
import type { Batch, Operator, OperatorContext } from '#operator';
import { map } from 'rxjs';

/** Purpose of the timer at the end of a question's horizon. */
const horizonTimer = 'lead-horizon';
/** Milliseconds after which a timer that came before its events is asked again, at least. */
const patience = 1_000;
/** Columns that are named as reasons. */
const mostReasons = 3;

/**
 * Foretells the probability that a contact converts, and collects what became of it. At an event of `foretell_on` a question is opened: what is known then is kept with the contact; a conversion within the horizon,
 * else a durable timer at its end, answers it, and the answer goes as `lead.labelled` to the one lane that owns the model. `event.lead` gets `probability` and `because`, by the newest model published at the start of the
 * batch. What was remembered of a name that joins the contact, an open question among that, comes with it. Undefined when no learned score is configured: nothing is remembered then.
 *
 *     in:   [lead.submitted by Ola, ordered by Ola, a fortnight later: nothing by Jan, who submitted too]
 *     out:  [lead.probability 0.3;  said: lead.labelled converted;    said: lead.labelled not converted ]
 */
export function foretellLead(settings: LeadSettings, published: () => PublishedLeads | undefined): Operator<ScoredEvent> | undefined {
  const { learned, halfLife } = settings;
  if (learned === undefined) return undefined;
  const plan = new LeadPlan(learned, halfLife);
  const concerned = (event: ScoredEvent): string | undefined =>
    plan.concerns(event.type) || broughtBy(event) !== undefined ? event.contact : undefined;
  return {
    name: 'foretell-lead',
    summary: 'Foretells which leads convert, and collects what became of them.',
    contacts: concerned,
    reads(event) {
      const contact = concerned(event);
      return contact === undefined ? [] : [fieldOf(contact)];
    },
    wakes: {
      purpose: horizonTimer,
      reads: ({ payload }) => [fieldOf(payload['contact'] ?? '')],
      wake({ id, payload }, context) {
        const contact = payload['contact'] ?? '';
        const history = context.state.get<LeadHistory>(fieldOf(contact));
        if (history?.asked === undefined) return;
        const end = history.asked.at + plan.horizon;
        if (context.watermark < end) {
          // The clock has come that far and the events have not: a conversion may still be among them.
          context.setTimer({ id, due: context.now + Math.max(patience, end - context.watermark), purpose: horizonTimer, payload });
          return;
        }
        answer(contact, history.asked, false, end, context);
        delete history.asked;
        context.state.set(fieldOf(contact), history);
      },
    },
    through: (context) =>
      map((batch: Batch<ScoredEvent>) => {
        const model = published();
        for (const message of batch) {
          if (!message.live || concerned(message.value) === undefined) continue;
          try {
            const brought = broughtBy(message.value);
            if (brought === undefined) foretell(message.value, plan, halfLife, model, context);
            else take(brought, message.value.contact!, plan, halfLife, context);
          } catch (error) {
            const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
            message.fail({ code: 'operator-failed', reason, operator: 'foretell-lead' });
          }
        }
        return batch;
      }),
  };
}

function fieldOf(contact: string): string {
  return contactNote('lead', contact);
}

function foretell(
  event: ScoredEvent,
  plan: LeadPlan,
  halfLife: number,
  published: PublishedLeads | undefined,
  context: OperatorContext,
): void {
  const contact = event.contact!;
  const { at } = event;
  const history = context.state.get<LeadHistory>(fieldOf(contact)) ?? {};
  const { asked } = history;
  let changed = false;
  if (asked !== undefined && plan.converts(event) && at >= asked.at && at <= asked.at + plan.horizon) {
    answer(contact, asked, true, at, context);
    delete history.asked;
    context.cancelTimer(contactTimer('lead', contact));
    changed = true;
  }
  if (plan.converts(event)) {
    history.converted = latestMoments(history.converted, at);
    changed = true;
  }
  changed = plan.note(history, event) || changed;
  const asks = plan.asks(event);
  if (asks || history.asked !== undefined) {
    const { lead } = context.contact(contact);
    const score = event.lead?.score ?? (lead === undefined ? 0 : Math.round(leadScore(lead, at, halfLife) * 100) / 100);
    const columns = plan.columns(history, at, score);
    const foretold = published === undefined ? {} : { probability: Math.round(published.model.probability(columns) * 1e6) / 1e6 };
    if (published !== undefined) {
      const because = published.model.reasons(columns, mostReasons).map(sayReason);
      event.lead = { score, before: event.lead?.before ?? score, ...foretold, because, model: published.version };
    }
    if (asks && history.asked === undefined) {
      history.asked = { at, columns, ...foretold, ...(published === undefined ? {} : { version: published.version }) };
      expect(contact, at + plan.horizon, context);
      changed = true;
    }
  }
  if (changed) context.state.set(fieldOf(contact), history);
}

/** What is remembered of a name that joins the contact of an event. */
function broughtBy(event: ScoredEvent): LeadHistory | undefined {
  return movedOf(event)?.notes.lead;
}

/** Joins what was remembered of another name; a question that is over by that is answered, and one that stays open goes on being waited for here. */
function take(brought: LeadHistory, contact: string, plan: LeadPlan, halfLife: number, context: OperatorContext): void {
  const history = context.state.get<LeadHistory>(fieldOf(contact)) ?? {};
  for (const { question, converted, at } of mergeHistories(history, brought, halfLife, plan.horizon))
    answer(contact, question, converted, at, context);
  context.cancelTimer(contactTimer('lead', contact));
  if (history.asked !== undefined) expect(contact, history.asked.at + plan.horizon, context);
  context.state.set(fieldOf(contact), history);
}

function expect(contact: string, due: number, context: OperatorContext): void {
  context.setTimer({ id: contactTimer('lead', contact), due, purpose: horizonTimer, payload: { contact } });
}

function sayReason({ column, towards }: LeadReason): string {
  return `${column} ${towards > 0 ? '+' : '−'}${Math.abs(towards).toFixed(2)}`;
}

/** Says what became of a question. The id of what is said is that of the question, so whatever is run twice teaches once. */
function answer(contact: string, question: LeadQuestion, converted: boolean, at: number, context: OperatorContext): void {
  const { at: askedAt, columns, probability } = question;
  context.emit({
    id: `lead|${contact}|${askedAt}`,
    type: 'lead.labelled',
    at,
    to: leadFields.lane,
    data: {
      columns: columns.map(([name, value]) => [name, value ?? null]),
      converted,
      ...(probability === undefined ? {} : { probability }),
    },
  });
}
