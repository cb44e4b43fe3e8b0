export { createRedisPollBook } from './redis-poll-book.ts';
