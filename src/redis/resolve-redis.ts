import { totalmem } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedRedis } from './embedded.ts';

/** A Redis to work with: its address, and how to give it up (which stops it only when it is ours). */
export interface ResolvedRedis {
  readonly url: string;
  readonly embedded: boolean;
  stop(): Promise<void>;
}

/** Which Redis to use: the named one, else an embedded one whose log lies in `<dataFolder>/redis`. */
export async function resolveRedis(settings: {
  readonly redisUrl: string | undefined;
  readonly dataFolder: string;
  readonly durability: { readonly kind: 'fsync' | 'relaxed' | 'replicated' };
  readonly maxmemory?: string | number;
  announce(line: string): void;
}): Promise<ResolvedRedis> {
  if (settings.redisUrl !== undefined && settings.redisUrl !== '') {
    return { url: settings.redisUrl, embedded: false, stop: async () => undefined };
  }
  const redis = await startEmbeddedRedis({
    folder: join(settings.dataFolder, 'redis'),
    durability: settings.durability.kind === 'relaxed' ? 'everysec' : 'always',
    supervise: true,
    announce: settings.announce,
    // Without a limit the admission gate would have nothing to measure against, and the machine would decide what dies.
    maxmemory: settings.maxmemory ?? Math.floor(totalmem() / 2),
  });
  return { url: redis.url, embedded: true, stop: () => redis.stop() };
}
