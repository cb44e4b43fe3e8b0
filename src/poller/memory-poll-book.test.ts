import { describe, expect, it } from 'vitest';
import { pollBookContract, reportsAddUp } from '../testing/contracts/poll-book-contract.ts';
import { createMemoryPollBook } from './memory-poll-book.ts';

describe('the poll book in memory', () => pollBookContract(async () => createMemoryPollBook(), 150));

describe('the property of polling sees', () => {
  it('a book that forgets what was planned', async () => {
    const forgetful = async () => {
      const book = createMemoryPollBook();
      return {
        ...book,
        async read(poller: string) {
          const { plan: _, ...state } = await book.read(poller);
          return state;
        },
        plan: async () => true,
        async commit(poller: string, plan: Parameters<typeof book.commit>[1]) {
          await book.plan(poller, plan);
          await book.commit(poller, plan);
        },
      };
    };
    await expect(reportsAddUp(forgetful, 300)).rejects.toThrow(/Property failed/);
  });
});
