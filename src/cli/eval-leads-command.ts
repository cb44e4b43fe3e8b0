import { Command, InvalidArgumentError } from 'commander';
import { evaluateLeads } from '#lead';
import { seededRandom } from '#kernel';
import { readLeads } from './read-leads.ts';
import { readTextFile } from './read-text-file.ts';
import { tellFindings } from './tell-findings.ts';
import type { Finish, Terminal } from './terminal.ts';

interface EvalLeadsOptions {
  readonly target: string;
  readonly drop: readonly string[];
  readonly positive?: string;
  readonly timeOrder?: boolean;
  readonly seed: number;
  readonly json?: boolean;
}

/** `eval leads`: how well the learned lead score foretells outcomes, on a table of leads. */
export function evalLeadsCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('leads')
    .description('Measure the learned lead score on leads whose outcome is known.')
    .argument('<file>', 'CSV with a row for every lead')
    .requiredOption('--target <column>', 'the column of the outcome')
    .option('--drop <columns>', 'columns to leave out, such as those known only after the outcome; separated by commas', names, [])
    .option('--positive <value>', 'the outcome that means converted, when it is not 1, yes or true')
    .option('--time-order', 'rows are in order of time: score each, then learn from it; judge the last fifth')
    .option('--seed <number>', 'another seed holds back another fifth', whole, 1)
    .option('--json', 'print the figures as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent eval leads leads.csv --target converted --time-order\n  crosscurrent eval leads leads.csv --target y --drop duration --json\n',
    )
    .action((file: string, options: EvalLeadsOptions, command: Command) =>
      finish(async () => {
        const text = await readTextFile(file, (words) => command.error(words));
        const read = readLeads(text, file, options.target, options.drop, options.positive);
        if ('findings' in read) return tellFindings(terminal, read.findings, options.json);
        const { leads, outcomes, leftOut } = read.leads;
        for (const name of leftOut) terminal.err(`The column "${name}" numbers the rows and was left out.\n`);
        const { evaluated, figures, model } = evaluateLeads(leads, outcomes, options.timeOrder === true, seededRandom(options.seed));
        const { auc, logLoss, ece, lift10 } = figures;
        if (auc > 0.97)
          terminal.err(
            `This is too good to be true: is "${model.reasons(leads.at(-1)!, 1)[0]?.column ?? '?'}" known only after the outcome? Leave such columns out with --drop.\n`,
          );
        if (options.json === true) {
          terminal.out(`${JSON.stringify({ rows: leads.length, evaluated, auc, logLoss, ece, lift10 })}\n`);
          return 0;
        }
        const converted = outcomes.filter(Boolean).length;
        terminal.out(
          `${leads.length} leads, ${converted} converted (${((100 * converted) / leads.length).toFixed(1)} %); judged on ${evaluated}, ${
            options.timeOrder === true ? 'the last fifth, each scored before its outcome was learned' : 'a fifth held back'
          }\n\n` +
            `AUC             ${auc.toFixed(4)}   chance that a converted lead stood above another\n` +
            `log loss        ${logLoss.toFixed(4)}   lower is better\n` +
            `ECE             ${ece.toFixed(4)}   distance of probability and outcome, over ten bins\n` +
            `lift, best 10 % ${lift10.toFixed(2)}     times as many conversions as in all\n`,
        );
        const reasons = model.reasons(leads.at(-1)!);
        terminal.out(`\nThe last lead: ${(100 * model.probability(leads.at(-1)!)).toFixed(1)} % likely, because of\n`);
        for (const { column, towards } of reasons) terminal.out(`  ${towards > 0 ? '+' : ''}${towards.toFixed(2)}  ${column}\n`);
        return 0;
      }),
    );
}

function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}
