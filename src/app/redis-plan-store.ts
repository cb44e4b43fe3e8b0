import { type BudgetPlan, isOpen, type KeptPlan, type PlanStore } from '#budget';
import { defineScript, type Keys, type RedisClient } from '#redis';

/** So many plans are kept. */
const MOST_PLANS = 100;

/** PlanStore on Redis: every change is compared with what was seen, so two processes that plan at once make one plan and one change of it. */
export function createRedisPlanStore(client: RedisClient, keys: Keys): PlanStore {
  const { all, revisions, open, pace } = keys.plans;
  const put = defineScript(client, 'put_plan', new URL('./put-plan.lua', import.meta.url));
  const keep = async (plan: BudgetPlan, seen: number): Promise<boolean> =>
    (await put([all, revisions, open], [plan.id, seen, JSON.stringify(plan), isOpen(plan) ? 'open' : 'closed'])) === 1;

  async function list(): Promise<KeptPlan[]> {
    const [plans, seen] = await Promise.all([client.hgetall(all), client.hgetall(revisions)]);
    return Object.entries(plans)
      .map(([id, json]) => ({ plan: JSON.parse(json) as BudgetPlan, revision: Number(seen[id] ?? 0) }))
      .toSorted((one, other) => (one.plan.id < other.plan.id ? 1 : -1));
  }

  return {
    list,
    async add(plan) {
      if (!(await keep(plan, 0))) return false;
      const old = (await list()).slice(MOST_PLANS).filter((one) => !isOpen(one.plan));
      // The revision stays with the last plans only; a period that is forgotten is long over.
      if (old.length > 0) {
        const ids = old.map((one) => one.plan.id);
        await client.hdel(all, ...ids);
        await client.hdel(revisions, ...ids);
      }
      return true;
    },
    replace: ({ revision }, plan) => keep(plan, revision),
    async keepPace(value) {
      await client.set(pace, JSON.stringify(value));
    },
    async pace() {
      const json = await client.get(pace);
      return json === null ? undefined : (JSON.parse(json) as Awaited<ReturnType<PlanStore['pace']>>);
    },
  };
}
