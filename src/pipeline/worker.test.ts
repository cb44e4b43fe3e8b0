import { systemClock } from '#kernel';
import { createMemoryLaneStore } from '#stream';
import { laneContract } from '../testing/contracts/lane-contract.ts';

laneContract('in memory', async () => {
  const store = createMemoryLaneStore(4, systemClock);
  return { store, sink: store, partitions: 4 };
});
