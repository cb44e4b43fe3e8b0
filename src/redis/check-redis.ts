import { isNewEnough, oldestRedis } from './find-server.ts';

/** What stands between a Redis server and our guarantees. `error` findings must be cured before work starts; `warning` ones are said aloud. */
export interface RedisFinding {
  readonly severity: 'error' | 'warning';
  /** What is wrong and what to do, in one sentence or two. */
  readonly text: string;
}

/** What the check needs of a client: INFO as text, CONFIG GET as a flat list of names and values. */
export interface Questionable {
  info(section: string): Promise<string>;
  config(subcommand: 'GET', parameter: string): Promise<unknown>;
}

/** Looks at one server before the engine trusts it with accepted events. `durability` is the promise that the settings make. */
export async function checkRedis(client: Questionable, durability: 'fsync' | 'relaxed' | 'replicated'): Promise<readonly RedisFinding[]> {
  const findings: RedisFinding[] = [];
  const version = /(?:valkey|redis)_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '0.0.0';
  if (!isNewEnough(version)) {
    findings.push({
      severity: 'error',
      text: `Redis is version ${version}; ${oldestRedis.join('.')} or newer is needed. Upgrade the server.`,
    });
  }
  const policy = await setting(client, 'maxmemory-policy');
  const log = await setting(client, 'appendonly');
  const sync = await setting(client, 'appendfsync');
  if (policy === undefined || log === undefined || sync === undefined) {
    findings.push({
      severity: 'warning',
      text: 'This Redis does not let us read its configuration. Make sure yourself of maxmemory-policy noeviction, appendonly yes and appendfsync always: without them accepted events can be lost.',
    });
    return findings;
  }
  if (policy.startsWith('allkeys-')) {
    findings.push({
      severity: 'error',
      text: `Redis has maxmemory-policy ${policy} and would delete accepted events when memory is short. Set it: CONFIG SET maxmemory-policy noeviction.`,
    });
  } else if (policy !== 'noeviction') {
    findings.push({
      severity: 'warning',
      text: `Redis has maxmemory-policy ${policy} and may delete keys with an expiry early. Set it: CONFIG SET maxmemory-policy noeviction.`,
    });
  }
  if (durability === 'relaxed') return findings;
  if (log !== 'yes') {
    findings.push({
      severity: 'error',
      text: 'Redis keeps no append-only log (appendonly no), so accepted events would not survive its restart. Set it: CONFIG SET appendonly yes; or choose durability: relaxed.',
    });
  } else if (sync !== 'always') {
    findings.push({
      severity: 'error',
      text: `Redis has appendfsync ${sync} and can lose the last second at a power failure. Set it: CONFIG SET appendfsync always; or choose durability: relaxed.`,
    });
  }
  return findings;
}

async function setting(client: Questionable, name: string): Promise<string | undefined> {
  try {
    const reply = await client.config('GET', name);
    return Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : undefined;
  } catch {
    // Managed servers often forbid CONFIG (or rename it): not knowing is a finding of its own.
    return undefined;
  }
}
