import type { LeadColumns } from './feature-space.ts';

/**
 * What may be used of a lead when it is scored at a stage of its way. `knownAt` says for a column from which stage on it is known; a column of a later stage is left out, because it would give the outcome away
 * (the length of the sales call, the tag a salesman put on it). `stages` is the way in order, e.g. `['form', 'call', 'offer']`. Columns without a stage are known from the beginning; a stage that is not on the way
 * counts as known too late.
 */
export function knownInTime(
  lead: LeadColumns,
  stage: string,
  stages: readonly string[],
  knownAt: ReadonlyMap<string, string>,
): LeadColumns {
  const now = stages.indexOf(stage);
  return lead.filter(([name]) => {
    const from = knownAt.get(name);
    if (from === undefined) return true;
    const place = stages.indexOf(from);
    return place >= 0 && place <= now;
  });
}
