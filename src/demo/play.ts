import { gzipSync } from 'node:zlib';
import { CrosscurrentError, type Clock } from '#kernel';
import type { Submission } from './submission.ts';

const GZIP_FROM = 4_000;
const TRIES = 20;

/**
 * Sends the story's requests over HTTP, each when the clock reaches its time; large ones are compressed. A busy engine (429, 503) is asked again after as long as it says.
 * `sent` hears how many events each request carried. Throws when the engine answers otherwise.
 */
export async function play(options: {
  readonly submissions: readonly Submission[];
  readonly url: string;
  readonly writeKey: string;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  sent(events: number): void;
}): Promise<void> {
  const { clock, stopping } = options;
  for (const submission of options.submissions) {
    const wait = (submission.at - clock.now()) / (clock.pace ?? 1);
    if (wait > 1) await clock.sleep(wait, stopping).catch(() => undefined);
    if (stopping.aborted) return;
    await send(submission, options);
    options.sent(submission.events);
  }
}

async function send(
  { path, contentType, body }: Submission,
  { url, writeKey, clock, stopping }: { url: string; writeKey: string; clock: Clock; stopping: AbortSignal },
): Promise<void> {
  const compressed = body.length > GZIP_FROM;
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
        'content-type': contentType,
        ...(compressed ? { 'content-encoding': 'gzip' } : {}),
      },
      body: compressed ? gzipSync(body) : body,
    });
    const text = await answer.text();
    // 207 and 422 are answers too: some or all of the events were refused, each with its reason.
    if (answer.ok || answer.status === 422) return;
    const busy = answer.status === 429 || answer.status === 503;
    if (!busy || attempt === TRIES || stopping.aborted) {
      throw new CrosscurrentError(
        'internal',
        `The engine answered ${answer.status} to a request of the story (${path}): ${text.slice(0, 300)}`,
      );
    }
    await clock.sleep(Number(answer.headers.get('retry-after') ?? 1) * 1_000, stopping).catch(() => undefined);
  }
}
