import { Command, InvalidArgumentError } from 'commander';
import {
  type BudgetLimits,
  channelResponse,
  explainProposal,
  fitResponse,
  holdOut,
  lockOf,
  marginalResponse,
  proposeBudget,
  type ResponseModel,
} from '#budget';
import { seededRandom } from '#kernel';
import { formatTable } from '#table';
import { readSpend } from './read-spend.ts';
import { readTextFile } from './read-text-file.ts';
import { tellFindings } from './tell-findings.ts';
import type { Finish, Terminal } from './terminal.ts';

interface BudgetOptions {
  readonly response: string;
  readonly spend: readonly string[];
  readonly controls: readonly string[];
  readonly total?: number;
  readonly cap: readonly [number, number];
  readonly lock: readonly string[];
  readonly recent?: number;
  readonly season?: number;
  readonly seed: number;
  readonly json?: boolean;
}

const EVIDENCE = 8;

/** `budget`: learns from a table of spend and response what each channel brings, and proposes a split. */
export function budgetCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('budget')
    .description('Learn what each channel brings from past spend, and propose a split of the budget.')
    .argument('<file>', 'CSV with a row for every week (or day, or month), oldest first')
    .requiredOption('--response <column>', 'what came of it: revenue, sales, leads')
    .requiredOption('--spend <columns>', 'spend per channel, columns separated by commas', names)
    .option('--controls <columns>', 'other columns that move the response and are not spent for', names, [])
    .option('--total <number>', 'what may be spent per period in all; as much as now without it', positive)
    .option('--cap <lowest,highest>', 'how far a channel may go in one step, as parts of its spend now', cap, [0.5, 2])
    .option('--lock <columns>', 'channels that must stay as they are', names, [])
    .option('--recent <rows>', 'what is spent now is the mean of so many last rows; of all without it', positive)
    .option('--season <rows>', 'rows in a season (52 for weeks of a year); looked for without it', positive)
    .option('--seed <number>', 'another seed draws other ways of explaining the past', whole, 1)
    .option('--json', 'print the proposal as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent budget weeks.csv --response revenue --spend tv,search,social\n' +
        '  crosscurrent budget weeks.csv --response revenue --spend tv,search --total 50000 --cap 0.8,1.25 --json\n',
    )
    .action((file: string, options: BudgetOptions, command: Command) =>
      finish(async () => {
        for (const name of options.lock)
          if (!options.spend.includes(name)) command.error(`error: --lock names "${name}", which --spend does not`);
        const text = await readTextFile(file, (words) => command.error(words));
        const read = readSpend(text, file, options.season === undefined ? options : { ...options, seasons: [options.season] });
        if ('findings' in read) return tellFindings(terminal, read.findings, options.json);
        const { history } = read;
        const recent = Math.min(history.response.length, options.recent ?? history.response.length);
        const current = history.channels.map(({ spend }) => spend.slice(-recent).reduce((sum, value) => sum + value, 0) / recent);
        const locked = history.channels.map(({ name, spend }) =>
          options.lock.includes(name)
            ? 'it was locked by hand'
            : lockOf({ spend }, { now: 0, learning: 0, freshness: 0, minPeriods: EVIDENCE }),
        );
        const random = seededRandom(options.seed);
        const judged = holdOut(history, random);
        const model = fitResponse(history, random);
        const limits: BudgetLimits = {
          current,
          cap: options.cap,
          locked,
          ...(options.total === undefined ? {} : { total: options.total }),
        };
        const proposal = proposeBudget(model, limits);
        const words = explainProposal(model, limits, proposal);
        const expected = {
          now: model.base + proposal.now,
          proposed: model.base + proposal.after,
          low: model.base + proposal.low,
          high: model.base + proposal.high,
        };
        const { proposed, better, stride } = proposal;
        if (options.json === true) {
          terminal.out(
            `${JSON.stringify({
              rows: history.response.length,
              holdout: judged,
              curves: model.channels.map((channel, at) => curveOf(model, channel, at, current[at]!)),
              proposal: model.channels.map((channel, at) => ({
                channel,
                current: current[at],
                proposed: proposed[at],
                marginal: {
                  current: marginalResponse(model, at, current[at]!).mean,
                  proposed: marginalResponse(model, at, proposed[at]!).mean,
                },
                ...(locked[at] === undefined ? {} : { locked: locked[at] }),
              })),
              expected: { ...expected, better, stride },
              because: words,
            })}\n`,
          );
          return 0;
        }
        terminal.out(
          `${history.response.length} rows. The last ${judged.rows} were foretold with a mean error of ${percent(judged.mape)} by a model that had not seen them (a plain forecast: ${percent(judged.naive)}).\n\n`,
        );
        terminal.out(
          formatTable(
            ['channel', 'now', 'proposed', 'change', 'brings now', 'low', 'high', 'one more brings'],
            model.channels.map((channel, at) => {
              const brings = channelResponse(model, at, current[at]!);
              const change = current[at]! > 0 ? percent(proposed[at]! / current[at]! - 1) : '';
              return [
                channel,
                amount(current[at]!),
                amount(proposed[at]!),
                change,
                amount(brings.mean),
                amount(brings.low),
                amount(brings.high),
                marginalResponse(model, at, current[at]!).mean.toPrecision(3),
              ];
            }),
          ),
        );
        terminal.out(
          `\nExpected response per row: ${amount(expected.now)} now, ${amount(expected.proposed)} as proposed (${amount(expected.low)} to ${amount(expected.high)}).\n\n`,
        );
        for (const one of words) terminal.out(`${one}\n`);
        return 0;
      }),
    );
}

/** A channel's curve as scripts may draw it: the mean shape, and the response at eleven spends from nought to double. */
function curveOf(model: ResponseModel, channel: string, at: number, current: number): object {
  const mean = (what: 'carry' | 'half' | 'slope' | 'strength'): number =>
    model.draws.reduce((sum, curves) => sum + curves[at]![what], 0) / model.draws.length;
  const points = Array.from({ length: 11 }, (_, step) => {
    const spend = (current * 2 * step) / 10;
    const { mean: response, low, high } = channelResponse(model, at, spend);
    return { spend, response, low, high };
  });
  return { channel, carry: mean('carry'), half: mean('half'), slope: mean('slope'), strength: mean('strength'), points };
}

function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

function cap(text: string): readonly [number, number] {
  const [lowest, highest, ...more] = text.split(',').map(Number);
  if (
    more.length > 0 ||
    lowest === undefined ||
    highest === undefined ||
    !(lowest >= 0) ||
    !(lowest <= 1) ||
    !(highest >= 1) ||
    !Number.isFinite(highest)
  )
    throw new InvalidArgumentError('It must be a part of at most 1 and one of at least 1, for example 0.5,2.');
  return [lowest, highest];
}

function amount(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
