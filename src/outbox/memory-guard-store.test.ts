import { guardStoreContract } from '../testing/contracts/guard-store-contract.ts';
import { MemoryGuardStore } from './memory-guard-store.ts';

guardStoreContract('MemoryGuardStore', async () => {
  let now = 1_700_000_000_000;
  const store = new MemoryGuardStore(() => now);
  return { stores: [store, store], pass: (milliseconds) => void (now += milliseconds), stop: async () => {} };
});
