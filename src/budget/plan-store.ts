import type { BudgetPlan, PlanPace } from './budget-plan.ts';

/** A plan with the count of its changes, by which a change is only made to what one has seen. */
export interface KeptPlan {
  readonly plan: BudgetPlan;
  readonly revision: number;
}

/** PlanStore keeps plans. It rejects when the store cannot be reached. */
export interface PlanStore {
  /** The plans that are kept, newest first; old ones are forgotten. */
  list(): Promise<readonly KeptPlan[]>;
  /** Keeps a new plan; false when there is one of this period, or another is on its way. */
  add(plan: BudgetPlan): Promise<boolean>;
  /** Changes a plan; false when it was changed since it was read. */
  replace(kept: KeptPlan, plan: BudgetPlan): Promise<boolean>;
  keepPace(pace: PlanPace | { readonly why: string }): Promise<void>;
  pace(): Promise<PlanPace | { readonly why: string } | undefined>;
}
