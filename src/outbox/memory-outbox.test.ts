import { outboxContract } from '../testing/contracts/outbox-contract.ts';
import { MemoryOutbox } from './memory-outbox.ts';

outboxContract('MemoryOutbox', async () => {
  let now = 1_700_000_000_000;
  const outbox = new MemoryOutbox(2, { now: () => now, monotonic: () => now, sleep: async () => {} });
  return {
    outbox,
    append: async (partition, intents) => outbox.append(partition, intents),
    pass: async (milliseconds) => {
      now += milliseconds;
    },
    now: () => now,
    reconnect: async () => outbox.reconnect(),
    reports: async (partition) => outbox.reports(partition),
    deadLetters: async (partition) => outbox.deadLetters(partition),
    suppressed: async (partition) => outbox.suppressed(partition),
    counters: async (partition) => outbox.counters(partition),
    stop: async () => {},
  };
});
