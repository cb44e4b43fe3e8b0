export { createRedisJobBook } from './redis-job-book.ts';
