import type { DeadLetter } from '#action';
import type { MarketingEvent, ScoredEvent } from '#event';
import type { Json } from '#kernel';
import { defineScript, type Keys, type RedisClient } from '#redis';

/** A dead letter where it is kept: `id` names it for a replay. */
export interface KeptLetter {
  readonly partition: number;
  readonly id: string;
  readonly letter: DeadLetter;
}

/** Dead letters of a partition, oldest first, of every stage; `after` is the id of the last one seen, for the next page. Letters that cannot be read are passed over. */
export async function listDeadLetters(
  client: RedisClient,
  keys: Keys,
  partition: number,
  options: { readonly count?: number; readonly after?: string } = {},
): Promise<KeptLetter[]> {
  const from = options.after === undefined ? '-' : `(${options.after}`;
  const entries = await client.xrange(keys.dead(partition), from, '+', 'COUNT', options.count ?? 100);
  return entries.flatMap(([id, fields]) => {
    const letter = decode(fields);
    return letter ? [{ partition, id, letter }] : [];
  });
}

/**
 * Moves a dead letter back to where it came from: an undelivered intent into its outbox, with no attempts made and under the same key, so that a platform that has seen it recognises it; a failed event into its
 * partition's stream, marked so that the dedupe memory lets it pass once more; failed signals to their rule. False when the letter is gone or cannot be replayed (it could not be read, or it is a timer).
 */
export async function replayDeadLetter(client: RedisClient, keys: Keys, partition: number, id: string): Promise<boolean> {
  const [entry] = await client.xrange(keys.dead(partition), id, id);
  const letter = entry && decode(entry[1]);
  const back = letter && wayBack(letter, keys, partition);
  if (!back) return false;
  const replay = defineScript(client, 'outbox_replay', new URL('./replay.lua', import.meta.url));
  const moved = await replay([keys.dead(partition), back.stream, keys.counters(partition)], [id, back.counter, back.count, ...back.fields]);
  return moved === 1;
}

function wayBack(
  letter: DeadLetter,
  keys: Keys,
  partition: number,
): { stream: string; counter: string; count: number; fields: string[] } | undefined {
  if (letter.code === 'undecodable') return undefined;
  if (letter.stage === 'deliver') {
    return { stream: keys.outbox(partition), counter: 'deliver.accepted', count: 1, fields: ['i', JSON.stringify(letter.value)] };
  }
  if (letter.stage === 'enrich') {
    if (typeof letter.value === 'object' && letter.value !== null && 'timer' in letter.value) return undefined;
    const events = [again(letter.value as unknown as ScoredEvent)];
    return { stream: keys.events(partition), counter: 'accepted', count: 1, fields: ['n', '1', 'e', JSON.stringify(events)] };
  }
  const { signals } = letter.value as { signals?: Json[] };
  if (signals === undefined) return undefined;
  const fields = ['n', String(signals.length), 'e', JSON.stringify(signals)];
  return { stream: keys.signals(partition), counter: 'decide.accepted', count: signals.length, fields };
}

/** The event as it was admitted: what operators had added before one failed is left behind. */
function again(event: ScoredEvent): MarketingEvent {
  const { language: _, sentiment: __, topics: ___, aspects: ____, intent: _____, lead: ______, credit: _______, ...admitted } = event;
  return { ...admitted, replay: (event.replay ?? 0) + 1 };
}

function decode(fields: readonly string[]): DeadLetter | undefined {
  const at = fields.indexOf('d');
  try {
    return at === -1 ? undefined : (JSON.parse(fields[at + 1] ?? '') as DeadLetter);
  } catch {
    return undefined;
  }
}
