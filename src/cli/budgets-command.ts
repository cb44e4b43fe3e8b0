import { Command } from 'commander';
import { openStore, type Store } from '#app';
import type { BudgetPlan, PlanPace } from '#budget';
import { systemClock } from '#kernel';
import { formatTable } from '#table';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

type Words = SettingsWords & { readonly by?: string; readonly comment?: string };

/** `budgets`: shows the plans of budgets and how the month goes, and answers a plan that waits. */
export function budgetsCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('budgets').description(
    'Show plans of budgets, why they propose what they do, and how the month goes; answer.',
  );
  withSettings(command.command('list', { isDefault: true }))
    .description('List plans, newest first, and how spend and response of the month go.')
    .addHelpText('after', '\nExamples:\n  crosscurrent budgets\n  crosscurrent budgets list --json\n')
    .action((options: Words) => finish(() => withStore(terminal, options, (store) => list(terminal, store, options))));
  withSettings(command.command('show'))
    .description('Show one plan in words and numbers: 1 when there is none of the name.')
    .argument('<plan>', 'a plan, as list names it')
    .addHelpText('after', '\nExamples:\n  crosscurrent budgets show 2026-03-01T0000\n')
    .action((plan: string, options: Words) => finish(() => withStore(terminal, options, (store) => show(terminal, store, plan, options))));
  for (const [name, decision, said] of [
    ['approve', 'yes', 'Say yes'],
    ['refuse', 'no', 'Say no'],
  ] as const) {
    withSettings(command.command(name))
      .description(`${said} to a plan: 0 when the answer is kept, 1 when it does not wait for one.`)
      .argument('<plan>', 'a plan, as list names it')
      .requiredOption('--by <who>', 'who decides, e.g. a role or initials; it is kept with the plan')
      .option('--comment <text>', 'why')
      .addHelpText('after', `\nExamples:\n  crosscurrent budgets ${name} 2026-03-01T0000 --by ak\n`)
      .action((plan: string, options: Words) =>
        finish(() =>
          withStore(terminal, options, async (store) => {
            const { by = '', comment = '' } = options;
            const kept = await store.budgets.answer(plan, { decision, by, comment, at: systemClock.now() });
            if (options.json === true) terminal.out(`${JSON.stringify({ plan, decision, by, kept })}\n`);
            else if (kept) terminal.out(`${plan}: ${decision}, by ${by}. The engine carries it out within minutes.\n`);
            else terminal.err(`No plan "${plan}" waits for an answer. See: crosscurrent budgets\n`);
            return kept ? 0 : 1;
          }),
        ),
      );
  }
  return command;
}

function withSettings(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object');
}

async function withStore(terminal: Terminal, options: Words, work: (store: Store) => Promise<number>): Promise<number> {
  const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function list(terminal: Terminal, store: Store, options: Words): Promise<number> {
  const [plans, pace] = await Promise.all([store.budgets.plans(), store.budgets.pace()]);
  if (options.json === true) {
    terminal.out(`${JSON.stringify({ ...(pace === undefined ? {} : { pace }), plans })}\n`);
    return 0;
  }
  if (pace !== undefined) terminal.out('why' in pace ? `${pace.why}\n\n` : toldPace(pace));
  if (plans.length === 0) terminal.out('There are no plans yet.\n');
  else
    terminal.out(
      formatTable(
        ['plan', 'state', 'stage', 'expected a day', 'as proposed', ''],
        plans.map(({ id, state, stage, stages, expected, because }) => [
          id,
          state,
          `${stage}/${stages}`,
          amount(expected.now),
          amount(expected.proposed),
          (because[0] ?? '').slice(0, 80),
        ]),
      ),
    );
  return 0;
}

async function show(terminal: Terminal, store: Store, id: string, options: Words): Promise<number> {
  const plan = await store.budgets.find(id);
  if (plan === undefined) {
    terminal.err(`There is no plan "${id}". See: crosscurrent budgets\n`);
    return 1;
  }
  terminal.out(options.json === true ? `${JSON.stringify(plan)}\n` : toldPlan(plan));
  return 0;
}

function toldPlan({ id, state, currency, channels, because, results, answer, until, expected }: BudgetPlan): string {
  const table = formatTable(
    ['channel', `now, ${currency} a day`, 'proposed', ''],
    channels.map(({ channel, current, proposed, locked = '' }) => [channel, amount(current), amount(proposed), locked]),
  );
  const waits =
    state === 'waiting' && until !== undefined
      ? `Answer until ${new Date(until).toISOString()}: crosscurrent budgets approve ${id} --by WHO\n`
      : '';
  const answered = answer === undefined ? '' : `${answer.decision} by ${answer.by}${answer.comment === '' ? '' : `: ${answer.comment}`}\n`;
  return (
    `${id}: ${state}\n${waits}${answered}\n${table}\n` +
    `Expected response a day: ${amount(expected.now)} now, ${amount(expected.proposed)} as proposed (${amount(expected.low)} to ${amount(expected.high)}).\n\n` +
    [...because, ...results].map((line) => `${line}\n`).join('')
  );
}

function toldPace({ month, currency, spend, response }: PlanPace): string {
  const told = (name: string, { soFar, expected, low, high }: PlanPace['spend']): string =>
    `  ${name}: ${amount(soFar)} so far, ${amount(expected)} expected at the end (${amount(low)} to ${amount(high)})\n`;
  return `${month}${currency === '' ? '' : `, ${currency}`}\n${told('spend', spend)}${told('response', response)}\n`;
}

function amount(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
}
