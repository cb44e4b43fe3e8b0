export { connect, connectLike, longestBlock, withoutSecret, type ConnectionRole, type RedisClient } from './client.ts';
export { createKeys, type Keys, type StageName } from './keys.ts';
export { checkRedis, type RedisFinding } from './check-redis.ts';
export { startEmbeddedRedis, type EmbeddedRedis, type EmbeddedRedisOptions } from './embedded.ts';
export { freePort } from './embedded-config.ts';
export { resolveRedis, type ResolvedRedis } from './resolve-redis.ts';
export { installSystemPackage } from './system-package.ts';
export { defineScript, type Script } from './script.ts';
export { storeError } from './store-error.ts';
