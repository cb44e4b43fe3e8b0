import type { ScoredEvent } from '#event';
import { leadFields, type LeadColumns, type LeadExample, type LeadSchool, type LeadSettings, teachLeads } from '#lead';
import { defineOperator, type Operator, type OperatorContext } from '#operator';

/** Purpose of the timers of the lane that owns the model: one to teach what waits, one to keep what is silent from being forgotten. */
const schoolTimer = 'lead-school';
/** Outcomes that are taught together, and the longest one waits, in milliseconds: the model is written once for all of them. */
const classSize = 50;
const longestWait = 30_000;
/** Milliseconds after which a model that learned nothing is written anew: state that nothing touches is forgotten in the end. */
const keepEvery = 86_400_000;

const { school, version, desk } = leadFields;
const fields = [school, version, desk];

/**
 * Teaches the deployment's model what became of leads. Every lane sends its outcomes to one lane, which owns the model; outcomes wait on a desk in its state until there are some, then the next version is made and committed
 * with the batch, as is the desk: an outcome is taught once, whatever happens. Other lanes take the newest version at the start of a batch. Undefined when no learned score is configured.
 *
 *     in:   [lead.labelled ×50]
 *     kept: version 1, desk empty
 */
export function learnLeads(settings: LeadSettings): Operator<ScoredEvent> | undefined {
  if (settings.learned === undefined) return undefined;
  return defineOperator<ScoredEvent>({
    name: 'learn-leads',
    summary: 'Teaches the model what became of leads.',
    applies: isOutcome,
    reads: (event) => (isOutcome(event) ? fields : []),
    wakes: {
      purpose: schoolTimer,
      reads: () => fields,
      wake({ id }, context) {
        if (id === 'lead-teach') teach(context);
        else keep(context);
      },
    },
    each({ data }, context) {
      const waiting = context.state.get<{ examples: LeadExample[] }>(desk)?.examples ?? [];
      waiting.push({ columns: data['columns'] as unknown as LeadColumns, converted: data['converted'] === true });
      context.state.set(desk, { examples: waiting });
      if (waiting.length >= classSize) {
        context.cancelTimer('lead-teach');
        teach(context);
      } else if (waiting.length === 1)
        context.setTimer({ id: 'lead-teach', due: context.now + longestWait, purpose: schoolTimer, payload: {} });
    },
  });
}

function isOutcome({ source, type }: ScoredEvent): boolean {
  return type === 'lead.labelled' && source === 'crosscurrent';
}

function teach(context: OperatorContext): void {
  const examples = context.state.get<{ examples: LeadExample[] }>(desk)?.examples ?? [];
  if (examples.length === 0) return;
  write(teachLeads(context.state.get<LeadSchool>(school), examples), context);
  context.state.set(desk, { examples: [] });
}

function keep(context: OperatorContext): void {
  const known = context.state.get<LeadSchool>(school);
  if (known !== undefined) write(known, context);
}

function write(next: LeadSchool, context: OperatorContext): void {
  context.state.set(school, next);
  context.state.set(version, { version: next.version });
  context.setTimer({ id: 'lead-keep', due: context.now + keepEvery, purpose: schoolTimer, payload: {} });
}
