export { appendOnce } from './append-once.ts';
export { listDeadLetters, replayDeadLetter, type KeptLetter } from './dead-letters.ts';
export { RedisKillSwitches } from './redis-kill-switches.ts';
export { listSuppressed } from './list-suppressed.ts';
export { RedisOutbox } from './redis-outbox.ts';
export { RedisGuardStore } from './redis-guard-store.ts';
export { RedisPacer } from './redis-pacer.ts';
