import { systemClock } from '#kernel';
import { createMemoryLaneStore } from './memory-lane-store.ts';
import { laneStoreContract } from '../testing/contracts/lane-store-contract.ts';

laneStoreContract('in memory', async () => {
  const store = createMemoryLaneStore(4, systemClock);
  return { store, sink: store, partitions: 4, pass: (milliseconds) => systemClock.sleep(milliseconds) };
});
