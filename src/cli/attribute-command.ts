import { Command, InvalidArgumentError } from 'commander';
import { defaultWeightSettings, PathCredits, type PathModel, pathModels } from '#attribution';
import { nearest } from '#kernel';
import { formatTable } from '#table';
import { readPaths } from './read-paths.ts';
import { readTextFile } from './read-text-file.ts';
import { tellFindings } from './tell-findings.ts';
import type { Finish, Terminal } from './terminal.ts';

interface AttributeOptions {
  readonly model: readonly PathModel[];
  readonly halfLife: number;
  readonly position: readonly [number, number];
  readonly json?: boolean;
}

/** `attribute`: shares conversions among channels under one model or all, from a table of paths. */
export function attributeCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('attribute')
    .description('Share conversions among channels, from a table of paths.')
    .argument('<file>', 'CSV: path;total_conversions;total_conversion_value;total_null')
    .option('--model <name>', `one of ${pathModels.map(written).join(', ')}, or all`, models, pathModels)
    .option('--half-life <steps>', 'steps after which a touch counts half (time decay)', positive, defaultWeightSettings.halfLife)
    .option('--position <first,last>', 'shares of the first and the last touch (position)', shares, [
      defaultWeightSettings.firstShare,
      defaultWeightSettings.lastShare,
    ])
    .option('--json', 'print the credits as one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent attribute paths.csv\n  crosscurrent attribute paths.csv --model markov --json\n')
    .action((file: string, options: AttributeOptions, command: Command) =>
      finish(async () => {
        const text = await readTextFile(file, (words) => command.error(words));
        const [firstShare, lastShare] = options.position;
        const credits = new PathCredits(options.model, { halfLife: options.halfLife, firstShare, lastShare });
        const findings = readPaths(text, file, credits);
        if (findings.length > 0) return tellFindings(terminal, findings, options.json);
        const rows = credits.credits();
        if (options.json === true) {
          terminal.out(`${JSON.stringify({ credits: rows.map(({ channel, by }) => ({ channel, ...Object.fromEntries(by) })) })}\n`);
          return 0;
        }
        const { paths, conversions, value, nulls } = credits.totals;
        terminal.out(`${count(paths)} paths: ${count(conversions)} conversions worth ${count(value)}, ${count(nulls)} walks to none\n`);
        for (const what of ['conversions', 'value'] as const) {
          const head = [what, ...options.model.map(written)];
          const table = rows.map(({ channel, by }) => [channel, ...options.model.map((model) => amount(by.get(model)![what]))]);
          terminal.out(`\n${formatTable(head, table)}`);
        }
        if (conversions === 0) terminal.err('No path converted, so there is no credit to give.\n');
        return 0;
      }),
    );
}

/** A model's name as people write it: last-non-direct. */
function written(model: PathModel): string {
  return model.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function models(text: string): readonly PathModel[] {
  if (text === 'all') return pathModels;
  const found = pathModels.find((model) => model === text || written(model) === text);
  if (found !== undefined) return [found];
  const near = nearest(text, [...pathModels.map(written), 'all']);
  throw new InvalidArgumentError(near === undefined ? 'See --help for the models.' : `Did you mean ${near}?`);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function shares(text: string): readonly [number, number] {
  const [first, last, ...more] = text.split(',').map(Number);
  if (
    more.length > 0 ||
    first === undefined ||
    last === undefined ||
    !(first >= 0) ||
    !(last >= 0) ||
    !(first + last > 0) ||
    !(first + last <= 1)
  )
    throw new InvalidArgumentError('It must be two shares that sum to at most 1, for example 0.4,0.4.');
  return [first, last];
}

function count(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
}

function amount(value: number): string {
  return value.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
