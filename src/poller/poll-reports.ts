import type { Clock, JsonObject } from '#kernel';
import type { PollBook, PollCursor, PollPlan, PollState } from './poll-book.ts';
import { changeOf, figuresOf } from './figures.ts';
import type { ReportRow } from './report-row.ts';
import type { ReportSource } from './report-source.ts';

const DAY = 86_400_000;
/** Rest after a failure that may pass, and after a refusal, business milliseconds. */
const AGAIN = 60_000;
const REFUSED = 15 * 60_000;

/** What a poller is and works with. Durations are business milliseconds. */
export interface PollOptions {
  readonly name: string;
  readonly account: string;
  readonly source: ReportSource;
  readonly book: PollBook;
  readonly clock: Clock;
  /** Figures of so far back may still change and are asked for again. */
  readonly restated: number;
  /** How far the first sweep goes back, and the longest that one goes back after an outage. */
  readonly backfill: number;
  /** An event may be stamped this far in the past; what is older is stamped with the moment of its report. */
  readonly lateness: number;
  /** Sends events (plain ones, with ids); resolves when they are durable. Sending the same again has no second effect. */
  send(events: readonly JsonObject[]): Promise<void>;
  /** Told when a page held fields that this version does not know. */
  unknown?(fields: readonly string[]): void;
}

/**
 * Sweeps over the days of an account, page by page, and says what changed as `ad.reported` events. `due` says whether a new sweep may begin now; an unfinished one goes on whenever this is called. Each page becomes a plan that
 * is written down before its events are sent and noted as carried out after it: a process that dies in between, or two that poll at once, send the same events under the same ids. Rejects when the platform refuses or cannot be reached.
 */
export async function pollReports(options: PollOptions, due: (began: number | undefined) => boolean, stopping: AbortSignal): Promise<void> {
  const { name, source, book, clock } = options;
  while (!stopping.aborted) {
    const state = await book.read(name);
    if (state.plan !== undefined) {
      if (state.plan.events.length > 0) await options.send(state.plan.events);
      await book.commit(name, state.plan);
      if (state.plan.cursor === undefined) return;
      continue;
    }
    const now = clock.now();
    if (state.notBefore !== undefined && now < state.notBefore) return;
    if (state.cursor === undefined) {
      if (!due(state.began)) return;
      await book.begin(name, firstPage(options, state, now), now);
      continue;
    }
    const { cursor } = state;
    const answer = await source.fetch({ since: cursor.since, until: cursor.until, page: cursor.page, signal: stopping });
    switch (answer.kind) {
      case 'page': {
        if (answer.unknown !== undefined && answer.unknown.length > 0) options.unknown?.(answer.unknown);
        const next = answer.next === undefined ? undefined : { since: cursor.since, until: cursor.until, page: answer.next };
        // When another process was faster its plan is there now, and is what is gone on with.
        await book.plan(name, await planOf(options, state, answer.rows, next, cursor.until, now));
        if (answer.rest !== undefined) await book.rest(name, now + answer.rest);
        break;
      }
      case 'wait':
        await book.rest(name, now + answer.milliseconds);
        return;
      default:
        if (stopping.aborted) return;
        // Who asks a failing platform every few seconds makes things worse, and what is refused stays refused until somebody looks.
        await book.rest(name, now + (answer.kind === 'again' ? AGAIN : REFUSED));
        throw new Error(`${source.platform}: ${answer.reason}`);
    }
  }
}

/** A sweep begins with the days that may still change, or, after an outage, with the last day that was swept. */
function firstPage({ restated, backfill }: PollOptions, { swept }: PollState, now: number): PollCursor {
  const since = swept === undefined ? now - backfill : Math.max(now - backfill, Math.min(now - restated, Date.parse(`${swept}T00:00:00Z`)));
  // The calendar of an account may be a day ahead of ours.
  return { since: dayOf(since), until: dayOf(now + DAY / 2) };
}

async function planOf(
  options: PollOptions,
  state: PollState,
  rows: readonly ReportRow[],
  cursor: PollCursor | undefined,
  until: string,
  now: number,
): Promise<PollPlan> {
  const { name, account, source, lateness } = options;
  const sequence = state.sequence + 1;
  const days = new Map<string, ReportRow[]>();
  for (const row of rows) days.set(row.day, [...(days.get(row.day) ?? []), row]);
  const events: JsonObject[] = [];
  const figures: { [day: string]: { [campaign: string]: string } } = {};
  for (const [day, all] of days) {
    const known = await options.book.figures(
      name,
      day,
      all.map(({ campaign }) => campaign),
    );
    const begin = Date.parse(`${day}T00:00:00Z`);
    const end = begin + DAY;
    // A day that is none is sent as it was written: admission refuses it and keeps it whole, and the rows beside it go on.
    const period = Number.isNaN(begin) ? { from: day, to: day } : { from: new Date(begin).toISOString(), to: new Date(end).toISOString() };
    all.forEach((row, index) => {
      const after = figuresOf(row);
      // A row that cannot be read is sent as it is, so that it is refused and kept whole.
      const change = after === undefined ? { spend: row.spend } : changeOf(known[index], after);
      if (change === undefined) return;
      if (after !== undefined && !Number.isNaN(begin)) (figures[day] ??= {})[row.campaign] = after;
      events.push({
        id: `${name}:${sequence}:${events.length}`,
        type: 'ad.reported',
        time: end <= now && now - end < lateness ? end - 1 : now,
        data: {
          platform: source.platform,
          account,
          campaign: row.campaign,
          ...(row.name === undefined ? {} : { title: row.name }),
          currency: row.currency,
          ...change,
          ...period,
          api: source.apiVersion,
        },
      });
    });
  }
  return { sequence, events, figures, until, ...(cursor === undefined ? {} : { cursor }) };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
