export { createRedisContactBook } from './redis-contact-book.ts';
export { createRedisEventSink } from './redis-event-sink.ts';
export { createRedisLaneStore, type RedisLaneStoreOptions } from './redis-lane-store.ts';
export { createRedisKeyBook } from './redis-key-book.ts';
export { createRedisIdentity } from './redis-identity.ts';
