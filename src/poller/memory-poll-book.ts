import type { PollBook, PollCursor, PollPlan, PollState } from './poll-book.ts';

/** A PollBook in memory, for tests and as the plainest reading of what one does. */
export function createMemoryPollBook(): PollBook {
  const states = new Map<string, PollState>();
  const known = new Map<string, string>();
  const of = (poller: string): PollState => states.get(poller) ?? { sequence: 0 };
  return {
    async read(poller) {
      return of(poller);
    },
    async figures(poller, day, campaigns) {
      return campaigns.map((campaign) => known.get(`${poller} ${day} ${campaign}`));
    },
    async plan(poller, plan) {
      const state = of(poller);
      if (state.plan !== undefined || plan.sequence !== state.sequence + 1) return false;
      states.set(poller, { ...state, plan });
      return true;
    },
    async commit(poller, plan: PollPlan) {
      const { plan: waiting, cursor: _, ...rest } = of(poller);
      if (waiting?.sequence !== plan.sequence) return;
      for (const [day, campaigns] of Object.entries(plan.figures)) {
        for (const [campaign, figures] of Object.entries(campaigns)) known.set(`${poller} ${day} ${campaign}`, figures);
      }
      const next = plan.cursor === undefined ? { swept: plan.until } : { cursor: plan.cursor };
      states.set(poller, { ...rest, ...next, sequence: plan.sequence });
    },
    async begin(poller, cursor: PollCursor, at) {
      const state = of(poller);
      if (state.cursor === undefined) states.set(poller, { ...state, cursor, began: at });
    },
    async rest(poller, until) {
      states.set(poller, { ...of(poller), notBefore: until });
    },
  };
}
