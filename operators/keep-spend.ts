import { bookSpend, type SpendDay, spendField, spendMoment } from '#budget';
import type { ScoredEvent } from '#event';
import { defineOperator, type Operator } from '#operator';

/**
 * Keeps what campaigns cost and brought, by day, currency and channel, as the platforms report it; budgets are planned from it.
 *
 *     in:   [ad.reported meta spend 10, ad.reported meta spend 5 (same day)]
 *     kept: meta: 15
 */
export function keepSpend(): Operator<ScoredEvent> {
  return defineOperator<ScoredEvent>({
    name: 'keep-spend',
    summary: 'Keeps what campaigns cost and brought, day by day.',
    reads(event) {
      const at = spendMoment(event);
      return at === undefined ? [] : [spendField(at)];
    },
    each(event, context) {
      const at = spendMoment(event);
      if (at === undefined) return;
      const field = spendField(at);
      const day = context.state.get<SpendDay>(field) ?? {};
      bookSpend(day, event);
      context.state.set(field, day);
    },
  });
}
