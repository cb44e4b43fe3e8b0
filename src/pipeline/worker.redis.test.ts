import { laneContract } from '../testing/contracts/lane-contract.ts';
import { redisLaneStores } from '../testing/redis-lane-stores.ts';

const lanes = redisLaneStores();

laneContract('on Redis', async () => lanes());
