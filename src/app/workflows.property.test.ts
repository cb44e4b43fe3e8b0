import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredEvent } from '#event';
import { isFlagged, propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { naiveRun, type Act, type RandomStep, type World } from '../testing/naive/naive-run.ts';
import { randomWorkflows, randomWorlds, ruleOfWorkflow, worldOf } from '../testing/naive/random-workflow.ts';
import { laneOf, storyStart } from './story.fixture.ts';
import type { VirtualFault } from './virtual-lane.ts';

const event = (id: string, type: string, at: number): ScoredEvent => ({
  id,
  source: 'x',
  type,
  time: new Date(at).toISOString(),
  at,
  received: at,
  contact: 'ola',
  topics: [],
  data: {},
});

/** What the running engine does in the same world: everything it says and sends, and how its run ends (undefined when it never waited, so that nothing of it is remembered). */
function laneRun(
  steps: readonly RandomStep[],
  world: World,
  asked: readonly Act[],
  { faults, restarts }: { readonly faults: readonly VirtualFault[]; readonly restarts: readonly boolean[] },
): { readonly acts: readonly Act[]; readonly state: string | undefined } {
  const keys = new Map<string, string>();
  const lane = laneOf([ruleOfWorkflow(steps)], {
    faults: new Set(faults),
    outcome: ({ step, reply }) => {
      if (reply === undefined) return { outcome: 'delivered', after: 0 };
      const { outcome, unsure, after } = world.call(step, reply.round);
      return { outcome, after, ...(outcome === 'failed' ? { why: unsure ? 'attempts-exhausted' : 'refused-by-platform' } : {}) };
    },
  });
  // Whoever is asked answers as the world knows beforehand; what nobody asks by then is not answered.
  const answers = asked.flatMap(({ name, at }) => {
    const answer = world.answer(name);
    return answer === undefined
      ? []
      : [{ at: at + answer.after, does: () => void lane.answer(name, answer.yes ? 'yes' : 'no', 'ewa', '') }];
  });
  const happens = [...answers, ...world.events.map((at) => ({ at, does: () => lane.feed(event(`k${at}`, 'email.clicked', at)) }))].toSorted(
    (a, b) => a.at - b.at,
  );
  lane.feed(event('e', 'lead.submitted', storyStart));
  for (const [index, { at, does }] of happens.entries()) {
    lane.advanceTo(at);
    if (restarts[index % restarts.length]) lane.restart();
    does();
  }
  lane.advanceTo(storyStart + 400 * 86_400_000);
  expect(lane.record.failures).toEqual([]);
  const acts = lane.record.intents.map(({ at, intent: { step, key, reply } }): Act => {
    // A call that is sent again has one key for ever.
    expect(keys.get(step) ?? key).toBe(key);
    keys.set(step, key);
    return { name: step, round: reply?.round ?? 0, at };
  });
  for (const {
    at,
    event: { type, data },
  } of lane.record.emitted) {
    if (type === 'experiment.exposed') acts.push({ name: `${data['experiment'] as string}.${data['variant'] as string}`, round: 0, at });
    if (type.startsWith('own.')) acts.push({ name: (data['word'] ?? type.slice(4)) as string, round: 0, at });
  }
  return { acts, state: [...lane.record.runs.values()][0]?.state };
}

const byTime = (acts: readonly Act[]): string[] =>
  acts
    .toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
    .map(({ name, round, at }) => `${at - storyStart} ${name}${round === 0 ? '' : ` again ${round}`}`);

const ways = fc.record({
  faults: fc.constantFrom<readonly VirtualFault[]>([], ['restart'], ['redelivery', 'duplicate']),
  restarts: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});

function property(wrong: (world: World) => World = (world) => world) {
  return fc.property(randomWorkflows(30), randomWorlds, ways, (steps, random, way) => {
    const world = worldOf(random, storyStart);
    const naive = naiveRun(steps, world, storyStart);
    const { acts, state } = laneRun(steps, wrong(world), naive.asked, way);
    expect({ state, acts: byTime(acts) }).toEqual({ state: state === undefined ? undefined : naive.state, acts: byTime(naive.acts) });
  });
}

describe('workflows of a running engine, against an interpreter that knows the future', () => {
  it(
    'do the same: every step, in random worlds, with restarts, lost batches and repeated reports',
    () => {
      fc.assert(property(), propertyRuns(100));
    },
    propertyTimeout,
  );

  it.each<[string, (world: World) => World]>([
    [
      'a call that failed were taken as delivered',
      (world) => ({ ...world, call: (name, round) => ({ ...world.call(name, round), outcome: 'delivered' }) }),
    ],
    ['an event came a moment later', (world) => ({ ...world, events: world.events.map((at) => at + 1) })],
    [
      'a person said the opposite',
      (world) => ({
        ...world,
        answer: (name) => {
          const said = world.answer(name);
          return said && { ...said, yes: !said.yes };
        },
      }),
    ],
  ])(
    'would not be taken to agree when %s',
    (_what, wrong) => {
      expect(isFlagged(property(wrong), 100)).toBe(true);
    },
    propertyTimeout,
  );
});
