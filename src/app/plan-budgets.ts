import type { Intent } from '#action';
import { type AttributionSettings, type CreditDay, creditField, readReceiver } from '#attribution';
import {
  advancePlan,
  type BudgetChange,
  type BudgetPlan,
  type BudgetSettings,
  type DailyFigures,
  dailyFigures,
  draftPlan,
  inTurns,
  isOpen,
  type KeptPlan,
  paceMonth,
  type PlanPace,
  type PlanStore,
  type SpendDay,
  spendField,
} from '#budget';
import { dayOf, hash32, seededRandom } from '#kernel';
import type { Job } from '#schedule';
import type { EventSink } from '#stream';
import { readEnrichState, type StateParts } from './read-enrich-state.ts';

const DAY = 86_400_000;
/** Plans are looked at so often; a new one is drafted only as often as the settings say. */
const LOOK = 600_000;

/** What planning stands on. `state.stateGeneration` also says how far back figures go. */
export interface PlanningParts {
  readonly state: StateParts;
  readonly store: PlanStore;
  readonly settings: BudgetSettings;
  readonly attribution: AttributionSettings;
  readonly sink: Pick<EventSink, 'append'>;
  /** Puts an action into the outbox, once under its key. */
  readonly put: (intent: Intent) => Promise<unknown>;
  /** Gives others their turn. */
  readonly turn: () => Promise<void>;
}

/**
 * The job that plans budgets: it carries out what was decided, takes the plan that is on its way on, or drafts a new one, and says how the month goes. What it decides is kept before it is done, and done under keys that are the same whoever does it;
 * so it may die anywhere, run twice, or run in two processes, and a budget is changed once.
 */
export function planBudgets(parts: PlanningParts): Job {
  const { state, store, settings } = parts;
  return {
    name: 'plan-budgets',
    every: Math.min(LOOK, settings.every),
    async run(stopping) {
      const now = state.clock.now();
      for (const kept of await store.list()) await carryOut(parts, kept);
      const figures = await readFigures(parts, now);
      await store.keepPace(paceOf(figures, now));
      const plans = await store.list();
      const open = plans.find(({ plan }) => isOpen(plan));
      if (open !== undefined) await takeOn(parts, open, figures, now);
      else if (settings.mode !== 'off' && now >= (plans[0]?.plan.at ?? -Infinity) + settings.every) {
        const plan = await draft(parts, plans, figures, now, stopping);
        if (typeof plan === 'string') await store.keepPace({ why: plan });
        // Another process may have been first; what it drafted is the plan of this period.
        else await store.add(plan);
      }
      for (const kept of await store.list()) await carryOut(parts, kept);
    },
  };
}

async function draft(
  parts: PlanningParts,
  plans: readonly KeptPlan[],
  figures: DailyFigures,
  now: number,
  stopping: AbortSignal,
): Promise<BudgetPlan | string> {
  const { settings } = parts;
  const id = new Date(Math.floor(now / settings.every) * settings.every).toISOString().slice(0, 16).replaceAll(':', '');
  const changedAt = new Map<string, number>();
  for (const { plan } of plans)
    for (const { channel, locked } of plan.channels)
      if (plan.stage > 0 && plan.stageAt !== undefined && locked === undefined)
        changedAt.set(channel, Math.max(changedAt.get(channel) ?? 0, plan.stageAt));
  const turn = async (): Promise<void> => {
    stopping.throwIfAborted();
    await parts.turn();
  };
  return inTurns(draftPlan(figures, settings, { id, now, changedAt, random: seededRandom(hash32(id)) }), turn);
}

async function takeOn({ settings, store }: PlanningParts, kept: KeptPlan, figures: DailyFigures, now: number): Promise<void> {
  const { plan } = kept;
  // A deployment that was set back to only tell does not go on changing budgets; what waits for an answer still expires.
  if (settings.mode !== 'approve' && plan.state !== 'waiting') return;
  const from = dayOf((plan.stageAt ?? now) + DAY);
  const newest = Math.max(0, ...figures.channels.map(({ reportedAt }) => reportedAt));
  const next = advancePlan(plan, {
    now,
    stageWait: settings.stageWait,
    fresh: now - newest <= settings.freshness,
    since: figures.response.filter((_, row) => figures.days[row]! >= from),
  });
  if (next !== undefined) await store.replace(kept, next);
}

/** Puts what was decided into the outbox and tells the news, then notes that this was done. In this order, since both may be done again without harm. */
async function carryOut(parts: PlanningParts, kept: KeptPlan): Promise<void> {
  const { plan } = kept;
  if (plan.changes.length === 0 && plan.news.length === 0) return;
  for (const change of plan.changes) {
    const intent = intentOf(change, plan, parts.settings);
    if (intent !== undefined) await parts.put(intent);
  }
  const received = parts.state.clock.now();
  const events = plan.news.map(({ id, type, at, text }) => {
    const data = { plan: plan.id, state: plan.state, text, currency: plan.currency };
    return { id: `budget ${id}`, source: 'crosscurrent', type, time: new Date(at).toISOString(), at, received, data };
  });
  if (events.length > 0) await parts.sink.append(events);
  await parts.store.replace(kept, { ...plan, changes: [], news: [] });
}

function intentOf({ key, channel, from, to, because }: BudgetChange, plan: BudgetPlan, settings: BudgetSettings): Intent | undefined {
  const said = Object.hasOwn(settings.channels, channel) ? settings.channels[channel] : undefined;
  if (said?.account === undefined) return undefined;
  const { account, operation, target } = said;
  const currency = plan.currency === '' ? {} : { currency: plan.currency };
  // Money guards read `spend`: what more is spent a day; less costs nothing.
  const spend =
    to > from ? { spend: Math.round((to - from) * 100) / 100, ...(plan.currency === '' ? {} : { spend_currency: plan.currency }) } : {};
  return {
    key,
    connector: account,
    operation,
    parameters: {
      action: 'set_daily_budget',
      channel,
      daily_budget: to,
      was: from,
      ...currency,
      ...(target === undefined ? {} : { target }),
      ...spend,
    },
    purposes: [],
    rule: 'budgets',
    version: plan.id,
    run: plan.id,
    step: key,
    group: { channel },
    because,
    at: plan.stageAt ?? plan.at,
  };
}

/** Whole days up to yesterday, as far back as state goes. */
async function readFigures({ state, settings, attribution }: PlanningParts, now: number): Promise<DailyFigures> {
  const count = Math.floor(state.stateGeneration / DAY);
  const today = Math.floor(now / DAY) * DAY;
  const days = Array.from({ length: Math.max(1, count) }, (_, back) => today - (Math.max(1, count) - back) * DAY);
  const model = attribution.models[0]!;
  const dayOfField = new Map(days.flatMap((at) => [[spendField(at), dayOf(at)] as const, [creditField(at, model), dayOf(at)] as const]));
  const spend: { day: string; record: SpendDay }[] = [];
  const credit: { day: string; currency: string; conversions: number; minor: number }[] = [];
  for (const { field, record } of await readEnrichState(state, [...dayOfField.keys()])) {
    const day = dayOfField.get(field)!;
    if (field.startsWith('spend|')) spend.push({ day, record: record as SpendDay });
    else
      for (const [receiver, [conversions, minor]] of Object.entries(record as CreditDay))
        credit.push({ day, currency: readReceiver(receiver).currency, conversions, minor });
  }
  const { response, currency } = settings;
  return dailyFigures({ days: days.map(dayOf), spend, credit, response, ...(currency === undefined ? {} : { currency }) });
}

function paceOf({ days, channels, response, currency }: DailyFigures, now: number): PlanPace | { readonly why: string } {
  const first = days[0];
  if (first === undefined) return { why: 'No spend was reported yet.' };
  const month = dayOf(now).slice(0, 7);
  const inMonth = days.filter((day) => day.startsWith(month)).length;
  const today = new Date(now);
  const daysLeft = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 0)).getUTCDate() - today.getUTCDate() + 1;
  const weekday = new Date(`${first}T00:00:00Z`).getUTCDay();
  const spend = days.map((_, row) => channels.reduce((sum, channel) => sum + channel.spend[row]!, 0));
  return {
    month,
    currency,
    spend: paceMonth(spend, weekday, inMonth, daysLeft),
    response: paceMonth(response, weekday, inMonth, daysLeft),
  };
}
