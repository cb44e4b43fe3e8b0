import { type AttributionPlan, type AttributionSettings, planAttribution, type PlanSources } from '#attribution';
import { compileExpression, expressionSpace } from '#expression';
import { CrosscurrentError } from '#kernel';

const touch = { channel: 'string', campaign: 'string', kind: 'string', days: 'double', place: 'double', count: 'double' } as const;

/** The plan of a deployment's attribution, with the weight of a touch compiled where the model `custom` is among its models. Throws `invalid-settings` in words when the weight is no good. */
export function compileAttribution(settings: AttributionSettings, weights?: PlanSources['weights']): AttributionPlan {
  const { custom, models } = settings;
  const sources: PlanSources = weights === undefined ? {} : { weights };
  if (custom === undefined || !models.includes('custom')) return planAttribution(settings, sources);
  const compiled = compileExpression(custom, expressionSpace({ touch }), { count: 0 }, 'attribution.custom', ['double']);
  if ('problems' in compiled) {
    const [problem] = compiled.problems;
    const suggestion = problem?.suggestion === undefined ? '' : ` Did you mean ${problem.suggestion}?`;
    const hint = problem?.hint === undefined ? '' : ` ${problem.hint}`;
    throw new CrosscurrentError(
      'invalid-settings',
      `attribution.custom, character ${(problem?.offset ?? 0) + 1}: ${problem?.message ?? 'it cannot be read'}.${suggestion}${hint}`,
    );
  }
  const { evaluate } = compiled.expression;
  return planAttribution(settings, {
    ...sources,
    custom(one) {
      const weight = evaluate({ touch: one });
      return typeof weight === 'number' ? weight : 0;
    },
  });
}
