import { parseArgs } from 'node:util';
import { packageFolder } from '#config';
import { copyHouse } from './rig/house.ts';
import { judgeRun } from './rig/judge-run.ts';
import { runScenario } from './rig/run-scenario.ts';
import { scenarios } from './scenarios/index.ts';

const usage = `Breaks things under load and checks that nothing was lost, doubled or sent under two keys. All processes are real.

  npm run faults -- [--only NAME[,NAME]] [--seed 1] [--json] [--list]
`;
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
    list: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
if (flags.help === true) {
  process.stdout.write(usage);
  process.exit(0);
}
if (flags.list === true) {
  for (const { name, about } of scenarios) process.stdout.write(`${name.padEnd(34)} ${about}\n`);
  process.exit(0);
}
const wanted = flags.only?.split(',');
const unknown = wanted?.filter((name) => !scenarios.some((scenario) => scenario.name === name)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(`There is no scenario ${unknown.join(', ')}; see --list.\n`);
  process.exit(2);
}

interface Row {
  readonly scenario: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  readonly events: number;
  readonly accepted: number;
  readonly unknown: number;
  readonly words: string;
}
// All scenarios of a run judge the same program, even when the sources are compiled anew meanwhile.
const house = copyHouse(packageFolder());
const rows: Row[] = [];
for (const scenario of scenarios) {
  if (wanted !== undefined && !wanted.includes(scenario.name)) continue;
  const row = await attempt(scenario, Number(flags.seed));
  rows.push(row);
  const counts = row.events > 0 ? `${row.accepted} of ${row.events} accepted, ${row.unknown} unknown` : '';
  say(
    `${row.result === 'skipped' ? 'SKIPPED' : row.result.padEnd(7)} ${row.scenario.padEnd(34)} ${row.seconds.toFixed(1).padStart(5)} s  ${counts}  ${row.words}`,
  );
}
house.remove();
const count = (result: Row['result']): number => rows.filter((row) => row.result === result).length;
const summary = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
if (flags.json === true) process.stdout.write(`${JSON.stringify({ seed: Number(flags.seed), ...summary, scenarios: rows })}\n`);
else process.stdout.write(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped (seed ${flags.seed})\n`);
process.exit(summary.failed > 0 ? 1 : 0);

async function attempt(scenario: (typeof scenarios)[number], seed: number): Promise<Row> {
  const started = performance.now();
  const row = { scenario: scenario.name, events: 0, accepted: 0, unknown: 0 };
  const seconds = (): number => (performance.now() - started) / 1_000;
  const skip = scenario.skip?.();
  if (skip !== undefined) return { ...row, result: 'skipped', seconds: 0, words: skip };
  try {
    const run = await runScenario(house.root, scenario, seed);
    const { findings, measured } = judgeRun(run);
    const { events } = run.history;
    return {
      ...row,
      events: events.length,
      accepted: events.filter(({ outcome }) => outcome === 'ok').length,
      unknown: events.filter(({ outcome }) => outcome === 'unknown').length,
      result: findings.length === 0 ? 'passed' : 'failed',
      seconds: seconds(),
      words: findings.length === 0 ? measured : findings.map(({ check, words }) => `${check}: ${words}`).join('; '),
    };
  } catch (error) {
    return { ...row, result: 'failed', seconds: seconds(), words: error instanceof Error ? error.message : String(error) };
  }
}
