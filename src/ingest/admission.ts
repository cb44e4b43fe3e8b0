import type { WriteKey } from '#config';
import type { MarketingEvent, Refusal } from '#event';
import { CrosscurrentError, type Clock, type ErrorCode, type Json, type JsonObject } from '#kernel';
import { dayHolder, type Privacy } from '#privacy';
import type { EventSink } from '#stream';
import type { Observe } from '#telemetry';
import type { Candidate } from './candidate.ts';
import { isSoundText } from './is-sound-text.ts';
import { createJudge, type Judged } from './judge.ts';
import { LinkMemory } from './link-memory.ts';
import type { Normalise } from './normalise/normaliser.ts';

/** What a sender sent as one event: what was read of it, or why it could not be read, and the original for the refusal. */
export interface Submission {
  readonly candidate: Candidate | CrosscurrentError;
  readonly original: Json;
}

/** What became of one event of a request; pointers are relative to the event. */
export interface Verdict {
  readonly index: number;
  readonly id?: string;
  readonly status: 'accepted' | 'refused';
  readonly code?: ErrorCode;
  readonly pointer?: string;
  readonly reason?: string;
}

/** What became of a request. `verdicts` has one entry per event when at least one was refused, else only that of a single event. */
export interface Admitted {
  readonly accepted: number;
  readonly refused: number;
  readonly verdicts: readonly Verdict[];
}

/** Admission turns submissions into events in the stream, and into refusals. */
export interface Admission {
  /** `refusedAs`: the code that what does not fit is kept under, where the sender is not told of it. Resolves when every accepted event is durable; rejects (`store-unavailable`, `store-full`, `not-durable`) when that is not known, and then nothing was promised. */
  admit(submissions: readonly Submission[], key: WriteKey, route: string, refusedAs?: ErrorCode): Promise<Admitted>;
  /** Keeps a body that could not be read at all. */
  refuseBody(error: CrosscurrentError, body: Buffer, key: WriteKey, route: string): Promise<void>;
}

/** What a refusal keeps of the original, in UTF-16 units: enough to see the mistake, and a bound on what a bad sender can store. */
const KEPT = 4_096;

/** Originals kept of one request. Sealing costs more than refusing, and a body of ten thousand zeros must not hold up its neighbours. */
const KEPT_ORIGINALS = 100;

/** Admission over a sink. Two events of one request with the same source and id are both accepted; the stream's dedupe lets one through. */
export function createAdmission(parts: {
  readonly sink: EventSink;
  readonly privacy: Privacy;
  readonly normalise?: Normalise | undefined;
  readonly clock: Clock;
  readonly observe: Observe;
  /** Told when refusals could not be kept: the sender's answer does not depend on it. */
  readonly refusalsLost: (error: unknown, count: number) => void;
}): Admission {
  const { sink, privacy, clock, observe } = parts;
  const links = new LinkMemory();
  const judge = createJudge(privacy, links, parts.normalise);

  /** Keeps refusals, their originals sealed under the key of the day: nobody knows whose they are. */
  const keep = async (refusals: readonly Unsealed[]): Promise<void> => {
    if (refusals.length === 0) return;
    try {
      const holder = dayHolder(refusals[0]!.refusal.received);
      await privacy.prepare([holder]);
      await sink.refuse(
        refusals.map(({ refusal, original }) => {
          const sealed = original === undefined ? undefined : privacy.seal({ original: original.slice(0, KEPT) }, holder);
          return sealed === undefined ? refusal : { ...refusal, sealed };
        }),
      );
    } catch (error) {
      parts.refusalsLost(error, refusals.length);
    }
  };

  return {
    async admit(submissions, key, route, refusedAs) {
      const received = clock.now();
      const events: Judged['event'][] = [];
      const refusals: Unsealed[] = [];
      const refused: { [code: string]: number } = {};
      const judged: (MarketingEvent | CrosscurrentError)[] = [];
      const personal = new Map<Judged['event'], JsonObject>();
      for (const { candidate, original } of submissions) {
        const verdict = candidate instanceof CrosscurrentError ? candidate : judge(candidate, key, received);
        if (verdict instanceof CrosscurrentError) {
          const error = scrubbed(bookedAs(verdict, refusedAs), privacy);
          judged.push(error);
          refused[error.code] = (refused[error.code] ?? 0) + 1;
          const text = refusals.length >= KEPT_ORIGINALS ? undefined : typeof original === 'string' ? original : JSON.stringify(original);
          refusals.push(refusalOf(error, text, key, route, received, senderId(original, privacy)));
        } else {
          judged.push(verdict.event);
          events.push(verdict.event);
          if (verdict.personal !== undefined) personal.set(verdict.event, verdict.personal);
        }
      }
      if (personal.size > 0) await sealAll(personal, privacy);
      if (events.length === 0) await keep(refusals);
      else {
        if (refusals.length === 0) await sink.append(events);
        else await Promise.all([sink.append(events), keep(refusals)]);
        for (const event of events) if (event.links !== undefined) links.note(event.contact!, event.links, received);
      }
      observe({ kind: 'admission.decided', route, accepted: events.length, refused });
      const told = refusals.length > 0 || submissions.length === 1;
      return {
        accepted: events.length,
        refused: refusals.length,
        verdicts: told ? judged.map((one, index) => verdictOf(one, index, submissions, privacy)) : [],
      };
    },
    async refuseBody(error, body, key, route) {
      observe({ kind: 'admission.decided', route, accepted: 0, refused: { [error.code]: 1 } });
      await keep([refusalOf(error, body.subarray(0, KEPT).toString('utf8'), key, route, clock.now(), undefined)]);
    },
  };
}

/** A refusal, and the original that is to be sealed with it. */
interface Unsealed {
  readonly refusal: Refusal;
  readonly original: string | undefined;
}

function refusalOf(
  error: CrosscurrentError,
  original: string | undefined,
  key: WriteKey,
  route: string,
  received: number,
  id: string | undefined,
): Unsealed {
  return {
    refusal: {
      code: error.code,
      reason: error.message,
      ...(error.pointer === undefined ? {} : { pointer: error.pointer }),
      source: key.source,
      route,
      received,
      ...(id === undefined ? {} : { id }),
    },
    original,
  };
}

/** Seals personal fields onto their events, each under the key of its contact, or of the day where nobody is known. Only keys that this process does not know are asked for, all at once. An erased contact's fields are left out. */
async function sealAll(personal: ReadonlyMap<Judged['event'], JsonObject>, privacy: Privacy): Promise<void> {
  const holderOf = ({ contact, received }: MarketingEvent): string => contact ?? dayHolder(received);
  const fetching = privacy.prepare([...personal.keys()].map(holderOf));
  if (fetching) await fetching;
  for (const [event, fields] of personal) {
    const sealed = privacy.seal(fields, holderOf(event));
    if (sealed !== undefined) event.sealed = sealed;
  }
}

function verdictOf(
  judged: MarketingEvent | CrosscurrentError,
  index: number,
  submissions: readonly Submission[],
  privacy: Privacy,
): Verdict {
  if (!(judged instanceof CrosscurrentError)) return { index, id: judged.id, status: 'accepted' };
  const id = senderId(submissions[index]!.original, privacy);
  return {
    index,
    ...(id === undefined ? {} : { id }),
    status: 'refused',
    code: judged.code,
    ...(judged.pointer === undefined ? {} : { pointer: judged.pointer }),
    reason: judged.message,
  };
}

/** The id a sender gave, as far as it may be shown: without addresses and cut to the longest id there is. */
function senderId(original: Json, privacy: Privacy): string | undefined {
  if (typeof original !== 'object' || original === null || Array.isArray(original)) return undefined;
  const id = original['id'] ?? original['messageId'];
  return typeof id === 'string' && id !== '' && id.length <= 256 && isSoundText(id) ? privacy.scrub(id, false).text : undefined;
}

/** The same finding under another code; what it was stays in the reason. */
function bookedAs(error: CrosscurrentError, code: ErrorCode | undefined): CrosscurrentError {
  if (code === undefined || error.code === code) return error;
  return new CrosscurrentError(code, `${error.code}: ${error.message}`, error.pointer === undefined ? {} : { pointer: error.pointer });
}

/** A pointer is made of the sender's own field names, and those may hold an address. */
function scrubbed(error: CrosscurrentError, privacy: Privacy): CrosscurrentError {
  if (error.pointer === undefined) return error;
  const pointer = privacy.scrub(error.pointer.slice(0, 512)).text;
  return pointer === error.pointer ? error : new CrosscurrentError(error.code, error.message, { pointer });
}
