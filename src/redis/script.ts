import { readFileSync } from 'node:fs';
import type { RedisClient } from './client.ts';
import { writeTogether } from './write-together.ts';

/** A Lua script bound to a client: keys, then arguments. */
export type Script = (keys: readonly string[], parameters: readonly (string | number)[]) => Promise<unknown>;

/**
 * Binds a Lua file to a client by EVALSHA (ioredis falls back to EVAL when the server forgot the script, after a restart for example).
 * Scripts rather than Functions, because a Cluster does not carry function libraries to new nodes. `file` is a URL beside the caller.
 */
export function defineScript(client: RedisClient, name: string, file: URL): Script {
  const command = `crosscurrent_${name}`;
  client.defineCommand(command, { lua: readFileSync(file, 'utf8') });
  const call = (client as unknown as Record<string, (...parameters: unknown[]) => Promise<unknown>>)[command]!;
  return (keys, parameters) => {
    writeTogether(client);
    return call.call(client, keys.length, ...keys, ...parameters);
  };
}
