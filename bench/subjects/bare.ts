import { Redis } from 'ioredis';
import type { Subject } from '../subject.ts';

/** A bare ioredis loop in one process: one event per entry, XREADGROUP COUNT 200, JSON.parse, XACK. No dedupe, no state, no rules: what Redis Streams and JSON cost at least. */
export const bare: Subject = async ({ redisUrl, events }) => {
  const redis = new Redis(redisUrl, { protocol: 2 });
  for (let start = 0; start < events.length; start += 1_000) {
    const pipeline = redis.pipeline();
    for (const event of events.slice(start, start + 1_000)) pipeline.xadd('bare', '*', 'e', JSON.stringify(event));
    await pipeline.exec();
  }
  await redis.xgroup('CREATE', 'bare', 'group', '0');
  const started = performance.now();
  let done = 0;
  while (done < events.length) {
    const reply = (await redis.xreadgroup('GROUP', 'group', 'one', 'COUNT', 200, 'BLOCK', 1_000, 'STREAMS', 'bare', '>')) as
      | [string, [string, string[]][]][]
      | null;
    const entries = reply?.[0]?.[1] ?? [];
    const ids: string[] = [];
    for (const [id, fields] of entries) {
      const event = JSON.parse(fields[1]!) as { id: string };
      if (event.id === '') throw new Error('an event without id');
      ids.push(id);
    }
    if (ids.length > 0) await redis.xack('bare', 'group', ...ids);
    done += ids.length;
  }
  const seconds = (performance.now() - started) / 1_000;
  redis.disconnect();
  return { events: done, seconds };
};
