import { describe, expect, it } from 'vitest';
import { checkRedis, type Questionable } from './check-redis.ts';

function server(version: string, settings: { readonly [name: string]: string } | 'forbidden'): Questionable {
  return {
    info: async () => `# Server\r\nredis_version:${version}\r\n`,
    config: async (_, name) => {
      if (settings === 'forbidden') throw new Error("NOPERM this user has no permissions to run the 'config|get' command");
      return settings[name] === undefined ? [] : [name, settings[name]];
    },
  };
}
const safe = { 'maxmemory-policy': 'noeviction', appendonly: 'yes', appendfsync: 'always' };

describe('the preflight of a Redis server', () => {
  it('finds nothing against a safe one', async () => {
    expect(await checkRedis(server('7.0.15', safe), 'fsync')).toEqual([]);
  });

  it.each([
    ['an old server', '6.2.14', safe, 'fsync', 'error', /6\.2\.14/],
    ['one that evicts anything', '7.2.0', { ...safe, 'maxmemory-policy': 'allkeys-lru' }, 'relaxed', 'error', /allkeys-lru/],
    ['one that evicts what expires', '7.2.0', { ...safe, 'maxmemory-policy': 'volatile-ttl' }, 'fsync', 'warning', /volatile-ttl/],
    ['one without a log', '8.0.0', { ...safe, appendonly: 'no' }, 'fsync', 'error', /appendonly no/],
    ['one that syncs every second', '7.0.0', { ...safe, appendfsync: 'everysec' }, 'replicated', 'error', /appendfsync everysec/],
    ['one that hides its configuration', '7.0.0', 'forbidden', 'fsync', 'warning', /does not let us read/],
  ] as const)('names the fault of %s', async (_, version, settings, durability, severity, text) => {
    const findings = await checkRedis(server(version, settings), durability);
    expect(findings).toEqual([{ severity, text: expect.stringMatching(text) as string }]);
  });

  it('lets a relaxed engine run on a server that syncs every second', async () => {
    expect(await checkRedis(server('7.0.0', { ...safe, appendfsync: 'everysec' }), 'relaxed')).toEqual([]);
  });
});
