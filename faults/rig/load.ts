import { systemClock } from '#kernel';
import { Agent, request } from 'undici';
import { writeKey } from './engine-plan.ts';
import type { Answer, LoadHistory, Outcome, SentEvent } from './history.ts';
import { seededRandom } from './random.ts';

/** How much is sent. The loop is closed: a member's next event waits for the answer to the one before. */
export interface LoadPlan {
  readonly seconds: number;
  /** Events a second at most. */
  readonly rate: number;
  readonly members: number;
  readonly inFlight: number;
  /** Share of accepted events that are sent once more. */
  readonly repeats: number;
  /** Every accepted event is sent this many more times at the same moment. */
  readonly storm?: number;
  /** Share of events that a rule acts on. */
  readonly acts: number;
  /** Ids of further events that hurt an operator, sent once each, spread over the run. */
  readonly poison?: readonly string[];
}

const definite = new Set(['rate-limited', 'draining', 'overloaded', 'store-full']);
const TRIES = 4;

/**
 * Sends a seeded load to `url` until its time is over or `stop` is aborted, and tells what every sender was told. A broken or silent connection, and a store that was not reached, leave an
 * outcome unknown; half of those are sent again under the same id, as real senders do, the others are left so.
 */
export async function runLoad(
  url: string,
  plan: LoadPlan,
  seed: number,
  now: () => number,
  stop: AbortSignal = new AbortController().signal,
): Promise<LoadHistory> {
  const random = seededRandom(seed);
  const agent = new Agent({
    connections: plan.inFlight * (1 + (plan.storm ?? 0)),
    headersTimeout: 7_000,
    bodyTimeout: 7_000,
    connect: { timeout: 2_000 },
  });
  const events: SentEvent[] = [];
  const answers: Answer[] = [];
  const started = now();
  const gap = 1_000 / plan.rate;
  let slot = 0;
  const poison = [...(plan.poison ?? [])];
  const poisonGap = (plan.seconds * 1_000) / (poison.length + 1);

  async function post(event: SentEvent): Promise<Outcome> {
    event.sent++;
    let outcome: Outcome;
    let answer: Answer;
    try {
      const reply = await request(`${url}/v1/events`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${writeKey}` },
        body: JSON.stringify({
          id: event.id,
          type: 'rig.happened',
          data: {
            userId: event.member,
            member: event.member,
            mark: String(event.seq),
            amount: event.amount,
            act: event.act ? 'yes' : 'no',
          },
        }),
      });
      const body = (await reply.body.json()) as { code?: string };
      const retryAfter = reply.headers['retry-after'];
      answer = {
        at: now(),
        status: reply.statusCode,
        ...(body.code === undefined ? {} : { code: body.code }),
        ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
      };
      outcome = reply.statusCode === 202 ? 'ok' : definite.has(body.code ?? '') ? 'fail' : 'unknown';
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      answer = { at: now(), status: 'none', code };
      outcome = code === 'ECONNREFUSED' || code === 'UND_ERR_CONNECT_TIMEOUT' ? 'fail' : 'unknown';
    }
    answers.push(answer);
    if (outcome !== 'fail') event.maybe++;
    if (outcome === 'ok' || (outcome === 'unknown' && event.outcome === 'fail')) event.outcome = outcome;
    return outcome;
  }

  async function send(event: SentEvent): Promise<void> {
    events.push(event);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const outcome = await post(event);
      if (outcome === 'ok') break;
      if (random() < 0.5) return;
      await systemClock.sleep(150);
    }
    if (event.outcome !== 'ok') return;
    if (plan.storm !== undefined) await Promise.all(Array.from({ length: plan.storm }, async () => post(event)));
    else if (random() < plan.repeats) await post(event);
  }

  async function sender(first: number): Promise<void> {
    const own = Array.from({ length: plan.members }, (_, member) => member).filter((member) => member % plan.inFlight === first);
    const seqs = new Map<number, number>();
    while (!stop.aborted) {
      const due = started + slot++ * gap;
      if (due - started > plan.seconds * 1_000) return;
      if (due > now()) await systemClock.sleep(due - now());
      if (now() - started > plan.seconds * 1_000) return;
      const member = own[Math.floor(random() * own.length)]!;
      const seq = (seqs.get(member) ?? 0) + 1;
      seqs.set(member, seq);
      let id = `e-${seed}-${member}-${seq}`;
      if (poison.length > 0 && now() - started > poisonGap * (plan.poison!.length - poison.length + 1)) id = poison.shift()!;
      await send({
        id,
        member: `osoba-ż-${member}`,
        seq,
        amount: Math.floor(random() * 2 ** 40),
        act: random() < plan.acts,
        outcome: 'fail',
        sent: 0,
        maybe: 0,
      });
    }
  }

  await Promise.all(Array.from({ length: Math.min(plan.inFlight, plan.members) }, async (_, first) => sender(first)));
  await agent.close();
  return { events, answers };
}
