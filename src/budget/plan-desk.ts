import type { BudgetPlan, PlanPace } from './budget-plan.ts';
import type { PlanStore } from './plan-store.ts';

/** A person's answer to a plan; `at` is epoch milliseconds. */
export interface PlanAnswer {
  readonly decision: 'yes' | 'no';
  readonly by: string;
  readonly comment: string;
  readonly at: number;
}

/** PlanDesk is what people do with plans: look at them and answer those that wait. */
export interface PlanDesk {
  plans(): Promise<readonly BudgetPlan[]>;
  find(id: string): Promise<BudgetPlan | undefined>;
  /** False when there is no such plan, or it does not wait any more. The same answer again is no second one. */
  answer(id: string, answer: PlanAnswer): Promise<boolean>;
  pace(): Promise<PlanPace | { readonly why: string } | undefined>;
}

/** Of two who answer at once one is first; the other looks again and finds that nothing waits. */
const ATTEMPTS = 5;

export function createPlanDesk(store: PlanStore): PlanDesk {
  const find = async (id: string) => (await store.list()).find(({ plan }) => plan.id === id);
  return {
    plans: async () => (await store.list()).map(({ plan }) => plan),
    find: async (id) => (await find(id))?.plan,
    async answer(id, answer) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const kept = await find(id);
        if (kept === undefined || kept.plan.state !== 'waiting' || (kept.plan.until ?? Infinity) <= answer.at) return false;
        const state = answer.decision === 'yes' ? 'approved' : 'refused';
        if (await store.replace(kept, { ...kept.plan, state, answer })) return true;
      }
      return false;
    },
    pace: () => store.pace(),
  };
}
