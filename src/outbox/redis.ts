export { listDeadLetters, replayDeadLetter, type KeptLetter } from './dead-letters.ts';
export { RedisOutbox } from './redis-outbox.ts';
export { RedisGuardStore } from './redis-guard-store.ts';
export { RedisPacer } from './redis-pacer.ts';
