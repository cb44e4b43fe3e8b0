import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel';
import { evaluateLeads } from './evaluate-leads.ts';
import type { LeadColumns } from './feature-space.ts';
import { judgeScores } from './judge-scores.ts';
import { knownInTime } from './known-in-time.ts';
import { LeadModel, type LeadModelState } from './lead-model.ts';

/** Leads whose chance is known: those from Kraków who visited often convert most; `noise` says nothing; from `turn` on the world pays three times as often. */
function world(count: number, seed: number, turn = Infinity): { leads: LeadColumns[]; outcomes: boolean[]; chances: number[] } {
  const random = seededRandom(seed);
  const leads: LeadColumns[] = [];
  const outcomes: boolean[] = [];
  const chances: number[] = [];
  for (let at = 0; at < count; at++) {
    const city = random() < 0.4 ? 'Kraków' : random() < 0.5 ? 'Łódź' : 'Gdańsk & okolice';
    const visits = random() < 0.1 ? undefined : Math.floor(random() * 20);
    const logOdds = -2.5 + (city === 'Kraków' ? 1.2 : 0) + (visits ?? 3) * 0.12 + (at >= turn ? 1.1 : 0);
    const chance = 1 / (1 + Math.exp(-logOdds));
    leads.push([
      ['city', city],
      ['visits', visits],
      ['asked', random() < 0.5],
      ['noise', random()],
      ['name', `lead ${at}`],
    ]);
    outcomes.push(random() < chance);
    chances.push(chance);
  }
  return { leads, outcomes, chances };
}

describe('the learned lead score', () => {
  it('comes close to what can be known, in time order, and stays calibrated when the world turns', () => {
    const { leads, outcomes, chances } = world(6_000, 1, 4_000);
    const { evaluated, figures } = evaluateLeads(leads, outcomes, true, seededRandom(1));
    const best = judgeScores(chances.slice(-evaluated), outcomes.slice(-evaluated));
    expect(evaluated).toBe(1_200);
    expect(figures.auc).toBeGreaterThan(best.auc - 0.025);
    expect(figures.ece).toBeLessThan(0.05);
  });

  it('comes close to what can be known on leads held back', () => {
    const { leads, outcomes, chances } = world(3_000, 2);
    const { figures } = evaluateLeads(leads, outcomes, false, seededRandom(3));
    expect(figures.auc).toBeGreaterThan(judgeScores(chances, outcomes).auc - 0.06);
    expect(figures.ece).toBeLessThan(0.07);
  });

  it('names the columns that drove a score, and not those that say nothing', () => {
    const { leads, outcomes } = world(3_000, 4);
    const model = new LeadModel();
    for (const [at, lead] of leads.entries()) model.learn(lead, outcomes[at]!);
    const hot: LeadColumns = [
      ['city', 'Kraków'],
      ['visits', 19],
      ['asked', true],
      ['noise', 0.5],
      ['name', 'nowy'],
    ];
    const reasons = model.reasons(hot);
    expect(new Set(reasons.slice(0, 2).map(({ column }) => column))).toEqual(new Set(['city', 'visits']));
    expect(reasons[0]!.towards).toBeGreaterThan(0.5);
    expect(model.probability(hot)).toBeGreaterThan(0.5);
  });

  it('says the same after it was written down and read back, and goes on learning the same', () => {
    const { leads, outcomes } = world(900, 5);
    const whole = new LeadModel();
    const half = new LeadModel();
    for (let at = 0; at < 450; at++) {
      whole.learn(leads[at]!, outcomes[at]!);
      half.learn(leads[at]!, outcomes[at]!);
    }
    const again = LeadModel.from(JSON.parse(JSON.stringify(half)) as LeadModelState)!;
    for (let at = 450; at < 900; at++) expect(again.learn(leads[at]!, outcomes[at]!)).toBe(whole.learn(leads[at]!, outcomes[at]!));
    expect(again.health.figures()).toEqual(whole.health.figures());
    expect(LeadModel.from({ ...half.toJSON(), version: 2 as never })).toBeUndefined();
  });

  it('stays bounded by its features, whatever texts come', () => {
    const model = new LeadModel();
    for (let at = 0; at < 300; at++)
      model.learn(
        [
          ['id', `x${at}`],
          ['n', Number.MAX_VALUE * (at % 2)],
        ],
        at % 3 === 0,
      );
    expect(
      Number.isFinite(
        model.probability([
          ['id', 'nowy'],
          ['n', 1],
        ]),
      ),
    ).toBe(true);
  });

  it('sees drift and lost calibration', () => {
    const { leads, outcomes } = world(6_000, 6);
    const still = new LeadModel();
    for (const [at, lead] of leads.entries()) still.learn(lead, outcomes[at]!);
    const { outcomes: seen, ece, converted, expected } = still.health.figures();
    expect(seen).toBe(6_000);
    expect(ece).toBeLessThan(0.05);
    expect(Math.abs(converted - expected)).toBeLessThan(0.03);
    const health = still.health;
    for (let at = 0; at < 4_000; at++) health.note(0.95, false);
    expect(health.figures().drift).toBeGreaterThan(0.25);
    expect(health.figures().ece).toBeGreaterThan(0.5);
  });
});

describe('judging scores', () => {
  it('gives the figures that can be reckoned by hand', () => {
    const figures = judgeScores([0.9, 0.8, 0.8, 0.1], [true, false, true, false]);
    expect(figures.auc).toBe(0.875);
    expect(figures.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.2) + Math.log(0.8) + Math.log(0.9)) / 4, 12);
    expect(figures.ece).toBeCloseTo((0.1 + 0.6 + 0.1) / 4, 12);
    expect(figures.lift10).toBe(2);
    expect(judgeScores([0.5, 0.5], [true, true]).auc).toBe(0.5);
    expect(judgeScores([], [])).toEqual({ auc: 0.5, logLoss: 0, ece: 0, lift10: 1 });
  });
});

describe('what is known in time', () => {
  it('leaves out what is known only later', () => {
    const lead: LeadColumns = [
      ['country', 'Polska'],
      ['call length', 120],
      ['tag', 'gorący'],
    ];
    const knownAt = new Map([
      ['call length', 'call'],
      ['tag', 'nowhere'],
    ]);
    const stages = ['form', 'call'];
    expect(knownInTime(lead, 'form', stages, knownAt).map(([name]) => name)).toEqual(['country']);
    expect(knownInTime(lead, 'call', stages, knownAt).map(([name]) => name)).toEqual(['country', 'call length']);
  });
});
