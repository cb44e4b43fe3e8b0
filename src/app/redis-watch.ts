import { Cluster } from 'ioredis';
import type { Settings } from '#config';
import type { Clock } from '#kernel';
import { storeError, type Keys, type RedisClient } from '#redis';
import type { AdmissionGate, LaneStore } from '#stream';
import type { Observe } from '#telemetry';

/** What the watch knows: may events be taken, and is the store able to keep its promise. */
export interface RedisWatch extends AdmissionGate {
  readiness(): { ready: boolean; checks: { [name: string]: boolean | string | number } };
  /** From now on nothing is admitted. */
  close(): void;
  stop(): Promise<void>;
}

/** Points of hysteresis: a gate that closed at 75 % opens again at 70 %. */
const HYSTERESIS = 0.05;
const LOOK = 250;

/**
 * Watches Redis four times a second: a small durable write (which finds MISCONF, READONLY, OOM and a full disk as an event would), the share of memory used, and the lag of the lanes.
 * Admission asks the result, not Redis.
 */
export function watchRedis(options: {
  readonly client: RedisClient;
  readonly keys: Keys;
  readonly store: LaneStore;
  readonly settings: Pick<Settings, 'memoryGate' | 'maxLagSeconds'>;
  readonly clock: Clock;
  readonly observe: Observe;
}): RedisWatch {
  const { client, keys, store, settings, clock, observe } = options;
  const stopped = new AbortController();
  let failure: { code: 'store-unavailable' | 'store-full'; reason: string } | undefined = {
    code: 'store-unavailable',
    reason: 'not asked yet',
  };
  let gate: 'open' | 'high' | 'full' = 'open';
  let lag = 0;
  let draining = false;

  async function look(turn: number): Promise<void> {
    try {
      await client.hset(keys.alive, 'at', Date.now());
      failure = undefined;
    } catch (error) {
      const { code, message } = storeError(error);
      failure = { code: code === 'store-full' ? 'store-full' : 'store-unavailable', reason: message };
    }
    if (failure?.code === 'store-unavailable') return;
    const { used, limit } = await memory(client);
    const share = limit > 0 ? used / limit : 0;
    const { high, full } = settings.memoryGate;
    const was = gate;
    if (share >= full || failure?.code === 'store-full') gate = 'full';
    else if (share >= (was === 'full' ? full - HYSTERESIS : high)) gate = was === 'full' && share >= full - HYSTERESIS ? 'full' : 'high';
    else if (was === 'open' || share < high - HYSTERESIS) gate = 'open';
    else gate = 'high';
    if (turn % 4 === 0 || gate !== was) observe({ kind: 'memory.measured', used, limit, gate });
    if (turn % 4 === 0) {
      const lags = await Promise.all(
        Array.from({ length: keys.partitions }, async (_, partition) => (await store.figures({ stage: 'enrich', partition })).lag),
      );
      lag = Math.max(...lags) / 1_000;
    }
  }

  let told: boolean | undefined;
  /** Says so when readiness changed, the first time included. */
  function tell(): void {
    const { ready, checks } = readiness();
    if (ready === told) return;
    told = ready;
    const reason =
      failure?.reason ?? (gate === 'full' ? 'memory is short' : draining ? 'draining' : `the lanes lag ${String(checks['lagSeconds'])} s`);
    observe({ kind: 'readiness.changed', ready, ...(ready ? {} : { reason }) });
  }

  function readiness(): { ready: boolean; checks: { [name: string]: boolean | string | number } } {
    const ready = !draining && failure === undefined && gate !== 'full' && lag <= settings.maxLagSeconds;
    return {
      ready,
      checks: { redis: failure === undefined ? 'ok' : failure.reason, memory: gate, lagSeconds: Math.round(lag * 10) / 10, draining },
    };
  }

  async function keepLooking(): Promise<void> {
    for (let turn = 0; !stopped.signal.aborted; turn++) {
      await look(turn).catch((error: unknown) => {
        observe({ kind: 'redis.failed', role: 'watch', error: error instanceof Error ? error.message : String(error) });
      });
      tell();
      await clock.sleep(LOOK, stopped.signal).catch(() => undefined);
    }
  }
  const looking = keepLooking();

  return {
    check() {
      if (draining) return { open: false, code: 'draining', retryAfterSeconds: 5 };
      if (failure) return { open: false, code: failure.code, retryAfterSeconds: failure.code === 'store-full' ? 5 : 2 };
      if (gate === 'full') return { open: false, code: 'store-full', retryAfterSeconds: 5 };
      if (gate === 'high') return { open: false, code: 'rate-limited', retryAfterSeconds: 2 };
      if (lag > settings.maxLagSeconds) return { open: false, code: 'overloaded', retryAfterSeconds: 5 };
      return { open: true };
    },
    readiness,
    close() {
      draining = true;
      tell();
    },
    async stop() {
      stopped.abort();
      await looking;
    },
  };
}

/** Used and allowed memory in bytes of the fullest node; a limit of 0 means none. */
async function memory(client: RedisClient): Promise<{ used: number; limit: number }> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  let fullest = { used: 0, limit: 0 };
  for (const node of nodes) {
    const text = await node.info('memory');
    const used = Number(/used_memory:(\d+)/.exec(text)?.[1] ?? 0);
    const limit = Number(/maxmemory:(\d+)/.exec(text)?.[1] ?? 0);
    if (limit > 0 ? fullest.limit === 0 || used / limit > fullest.used / fullest.limit : fullest.limit === 0 && used > fullest.used)
      fullest = { used, limit };
  }
  return fullest;
}
