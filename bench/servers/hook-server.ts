import type { Source } from '#config';
import { acceleratedClock } from '#kernel';
import { startEngineServer } from './engine-server.ts';

/** An engine that admits from these sources. It lives on the day (epoch ms) on which the payloads were sent, or their signatures would be too old. */
export async function startHookServer(redisUrl: string, day: number, sources: readonly Source[]): Promise<string> {
  return startEngineServer(redisUrl, ['admit'], { sources, clock: acceleratedClock(day, 1) });
}
