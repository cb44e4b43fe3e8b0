import { systemClock } from '#kernel';
import { laneStoreContract } from '../testing/contracts/lane-store-contract.ts';
import { redisLaneStores } from '../testing/redis-lane-stores.ts';

const lanes = redisLaneStores();

laneStoreContract('on Redis', async () => ({ ...lanes(), pass: (milliseconds) => systemClock.sleep(milliseconds) }));
