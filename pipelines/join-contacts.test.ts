import { systemClock } from '#kernel';
import { createMemoryLaneStore } from '#stream';
import { joinContract } from '../src/testing/contracts/join-contract.ts';

joinContract('in memory', async () => {
  const store = createMemoryLaneStore(4, systemClock);
  return { store, sink: store, partitions: 4 };
});
