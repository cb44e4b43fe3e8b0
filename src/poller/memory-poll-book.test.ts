import { describe, expect, it } from 'vitest';
import { pollBookContract, reportsAddUp } from '../testing/contracts/poll-book-contract.ts';
import { createMemoryPollBook } from './memory-poll-book.ts';

describe('the poll book in memory', () => pollBookContract(async () => createMemoryPollBook(), 150));

describe('the property of polling sees', () => {
  it('a book that forgets what was said', async () => {
    const forgetful = async () => {
      const book = createMemoryPollBook();
      return {
        ...book,
        commit: (poller: string, plan: Parameters<typeof book.commit>[1]) => book.commit(poller, { ...plan, figures: {} }),
      };
    };
    await expect(reportsAddUp(forgetful, 300)).rejects.toThrow(/Property failed/);
  });

  it('a book that lets a plan in beside another', async () => {
    const careless = async () => {
      const book = createMemoryPollBook();
      let plans = 0;
      return {
        ...book,
        async read(poller: string) {
          const state = await book.read(poller);
          // Every plan gets ids of its own, also the same one when it is gone on with.
          return state.plan === undefined
            ? state
            : { ...state, plan: { ...state.plan, events: state.plan.events.map((event) => ({ ...event, id: `${plans++}` })) } };
        },
      };
    };
    await expect(reportsAddUp(careless, 300)).rejects.toThrow(/Property failed/);
  });
});
