import { joinContract } from '../src/testing/contracts/join-contract.ts';
import { redisLaneStores } from '../src/testing/redis-lane-stores.ts';

const lanes = redisLaneStores();

joinContract('on Redis', async () => lanes());
