import { parseArgs } from 'node:util';
import { judgeProposal } from './judge-proposal.ts';

/** Judges proposals on generated worlds: `judge-worlds [--from 0] [--count 200]`. Prints the mean share of the possible gain, the worst worlds, and how many were made worse than doing nothing. */
const { values } = parseArgs({ options: { from: { type: 'string', default: '0' }, count: { type: 'string', default: '200' } } });
const verdicts = Array.from({ length: Number(values.count) }, (_, at) => judgeProposal(Number(values.from) + at));
const shares = verdicts.map(({ share }) => share).sort((one, other) => one - other);
const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
const inside = verdicts.filter(({ covered }) => covered).length;
const changes = verdicts.map(({ change }) => change).sort((one, other) => one - other);
process.stdout.write(
  `worlds ${verdicts.length}\nshare of the possible gain: mean ${mean(shares).toFixed(3)}, median ${shares[shares.length >> 1]!.toFixed(3)}, worst ${shares[0]!.toFixed(3)}\n` +
    `response against doing nothing: mean ${percent(mean(changes))}, worst ${percent(changes[0]!)}; worse by more than 5 %: ${changes.filter((change) => change < -0.05).length}\n` +
    `share below −5 %: ${shares.filter((share) => share < -0.05).length}; left as it was: ${verdicts.filter(({ stride }) => stride === 0).length}\n` +
    `true gain within the bounds of four fifths: ${percent(inside / verdicts.length)}; MAPE of the rows held back: ${percent(mean(verdicts.map(({ mape }) => mape)))}\n`,
);

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
