import type { DeadLetter, Intent } from '#action';
import type { MarketingEvent } from '#event';
import type { Json, JsonObject } from '#kernel';
import { writeApproval } from './approval.ts';
import type { OutboxEntry } from './outbox.ts';
import type { Outcome } from './outcome.ts';
import type { SuppressedIntent } from './suppressed-intent.ts';

/** Settlement is everything one settle writes, ready for either adapter. */
export interface Settlement {
  /** Field of the partition's counters that goes up by one. */
  readonly counter: string;
  /** The report as an event of the stream, absent when the intent is only set aside. */
  readonly report?: MarketingEvent;
  readonly deadLetter?: DeadLetter;
  /** What a guard gave up, kept whole. */
  readonly suppressed?: SuppressedIntent;
  /** The text under which a held intent is kept: what is known of it as one line of JSON, and the intent untouched on the next. */
  readonly hold?: { readonly text: string; readonly until: number };
  /** The retry-set member, `attempts since intent`, with the approval before the intent if there is one: the intent's text is carried untouched, so that a retry sends the same bytes. */
  readonly retry?: { readonly member: string; readonly due: number };
}

/** What is to be written when `entry` ends with `outcome` at `now` (epoch milliseconds). Pure: the same input gives the same report id, so a repeated report is a duplicate. */
export function settlement(entry: OutboxEntry, outcome: Outcome, now: number): Settlement {
  const { intent } = entry;
  switch (outcome.fate) {
    case 'retryLater':
      return {
        counter: 'deliver.retried',
        retry: {
          member: `${outcome.attempts} ${outcome.since} ${entry.approved ? `${writeApproval(entry.approved)} ` : ''}${JSON.stringify(intent)}`,
          due: outcome.due,
        },
      };
    case 'delivered':
      return {
        counter: 'deliver.delivered',
        report: reportEvent('action.delivered', intent, now, {
          attempts: outcome.attempts,
          ...(entry.approved === undefined ? {} : { approvedBy: entry.approved.by }),
          ...(outcome.accepted === undefined ? {} : { accepted: outcome.accepted }),
          ...(outcome.rejected === undefined ? {} : { rejected: outcome.rejected }),
        }),
      };
    case 'suppressed':
      return {
        counter: 'deliver.suppressed',
        report: reportEvent('action.suppressed', intent, now, { guard: outcome.guard, reason: outcome.reason }),
        suppressed: { at: now, guard: outcome.guard, reason: outcome.reason, intent },
      };
    case 'held':
      return {
        counter: 'deliver.held',
        hold: {
          text: `${JSON.stringify({ attempts: outcome.attempts, at: now, until: outcome.until, reason: outcome.reason })}\n${JSON.stringify(intent)}`,
          until: outcome.until,
        },
      };
    case 'dead': {
      const { code, reason, attempts } = outcome;
      return {
        counter: 'deliver.dead',
        report: reportEvent('action.failed', intent, now, { attempts, code }),
        deadLetter: { stage: 'deliver', by: intent.connector, code, reason, attempts, at: now, value: intent as unknown as Json },
      };
    }
    default:
      throw new TypeError(`unknown outcome ${JSON.stringify(outcome satisfies never)}`);
  }
}

// The report stands in the outbox's own partition, which is that of the rule's key and not of a person: it names no contact at the top, because contact state is owned by the contact's partition.
function reportEvent(type: string, intent: Intent, now: number, more: JsonObject): MarketingEvent {
  const { reply } = intent;
  // A call that was given up and is tried again reports again, under its old key: each round has its own report.
  const round = reply !== undefined && reply.round > 0 ? `${reply.round}:` : '';
  return {
    id: `${intent.key}:${round}${type.slice('action.'.length)}`,
    source: 'crosscurrent',
    type,
    subject: intent.rule,
    time: new Date(now).toISOString(),
    at: now,
    received: now,
    data: {
      connector: intent.connector,
      operation: intent.operation,
      rule: intent.rule,
      key: intent.key,
      group: { ...intent.group },
      ...(reply === undefined ? {} : { reply: { run: intent.run, step: intent.step, ...reply } }),
      ...more,
    },
  };
}
