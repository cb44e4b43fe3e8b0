import type { ScoredEvent } from '#event';
import type { Batch, Operator } from '#operator';
import { ErrorRest, type CompiledRule } from '#rule';
import { map } from 'rxjs';

/** What one batch did to one rule; kept between batches so that counting allocates nothing. */
interface RuleTally {
  evaluated: number;
  matched: number;
  errors: number;
  /** Events it was not asked for because its expressions failed on most. */
  skipped: number;
  readonly rest: ErrorRest;
}

/**
 * Asks the rules that may match an event for their signals and sends these to the partitions of their rule and key.
 *
 *     in:   [coffee on X, tea on TikTok]      rule: on X, by topic
 *     out:  [coffee on X, tea on TikTok]      signals: buzz/topic=coffee; observed once: 1 evaluated, 1 matched
 */
export const matchRules: Operator<ScoredEvent> = {
  name: 'match-rules',
  summary: 'Sends each event to the rules and groups it counts for.',
  through: (context) => {
    const tallies = new Map<CompiledRule, RuleTally>();
    // Tallies come and go with the batches; a rest lasts as long as its version of the rule.
    const rests = new WeakMap<CompiledRule, ErrorRest>();
    const restOf = (rule: CompiledRule): ErrorRest => {
      const rest = rests.get(rule) ?? new ErrorRest();
      rests.set(rule, rest);
      return rest;
    };
    return map((batch: Batch<ScoredEvent>) => {
      for (const message of batch) {
        if (!message.live) continue;
        try {
          for (const rule of context.bundle.candidates(message.value)) {
            let tally = tallies.get(rule);
            if (tally === undefined) {
              tally = { evaluated: 0, matched: 0, errors: 0, skipped: 0, rest: restOf(rule) };
              tallies.set(rule, tally);
            }
            if (tally.rest.rests(context.now)) {
              tally.skipped++;
              continue;
            }
            const before = rule.errors.count;
            const signals = rule.signals(message.value);
            tally.evaluated++;
            tally.errors += rule.errors.count - before;
            if (signals.length > 0) tally.matched++;
            for (const signal of signals) context.signal(signal);
          }
        } catch (error) {
          const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
          message.fail({ code: 'operator-failed', reason, operator: 'match-rules' });
        }
      }
      for (const [rule, tally] of tallies) {
        const { evaluated, matched, errors, skipped, rest } = tally;
        if (skipped > 0) context.observe({ kind: 'rule.suppressed', rule: rule.name, reason: 'too-many-errors', count: skipped });
        tally.skipped = 0;
        if (evaluated === 0) {
          // The rule was not asked in this batch: it may belong to a bundle that is gone.
          tallies.delete(rule);
          continue;
        }
        rest.note(context.now, evaluated, errors);
        context.observe({ kind: 'rule.evaluated', rule: rule.name, evaluated, matched, errors });
        tally.evaluated = tally.matched = tally.errors = 0;
      }
      return batch;
    });
  },
};
