import { Command } from 'commander';
import { openStore, type Store } from '#app';
import type { ExperimentResult, VariantResult } from '#experiment';
import { formatTable } from '#table';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `experiments`: shows how runs that split steps divided compare. */
export function experimentsCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('experiments').description(
    'Show how split runs compare: uplift with an interval that may be watched at any time.',
  );
  withSettings(command.command('list', { isDefault: true }))
    .description('List experiments: 0 when their splits are right, 1 when one is not.')
    .addHelpText('after', '\nExamples:\n  crosscurrent experiments\n  crosscurrent experiments list --json\n')
    .action((options: SettingsWords) =>
      finish(() => withStore(terminal, options, async (store) => tell(terminal, await store.experiments.list(), options))),
    );
  withSettings(command.command('show'))
    .description('Show one experiment in numbers and words: 1 when its split is not right, or nobody was exposed to it.')
    .argument('<name>', 'an experiment, as list names it')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent experiments show welcome-discount\n  crosscurrent experiments show welcome-discount --json\n',
    )
    .action((name: string, options: SettingsWords) =>
      finish(() =>
        withStore(terminal, options, async (store) => {
          const designs = await store.experiments.show(name);
          if (designs.length > 0) return tell(terminal, designs, options);
          if (options.json === true) terminal.out(`${JSON.stringify({ experiments: [] })}\n`);
          else terminal.err(`Nobody was exposed to an experiment "${name}". See: crosscurrent experiments\n`);
          return 1;
        }),
      ),
    );
  return command;
}

function withSettings(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object');
}

async function withStore(terminal: Terminal, options: SettingsWords, work: (store: Store) => Promise<number>): Promise<number> {
  const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function tell(terminal: Terminal, experiments: readonly ExperimentResult[], { json }: SettingsWords): number {
  if (json === true) terminal.out(`${JSON.stringify({ experiments })}\n`);
  else {
    if (experiments.length === 0) terminal.out('No contact was exposed to an experiment yet.\n');
    for (const { experiment, from, last, control, variants, ratio, foreign, verdict } of experiments) {
      terminal.out(`${experiment}  ${dayOf(from)} to ${dayOf(last)}  control: ${control}\n`);
      const head = ['variant', 'weight', 'exposed', 'converted', 'known', 'rate', 'uplift', 'interval', 'p'];
      terminal.out(formatTable(head, variants.map(rowOf)));
      terminal.out(`Split against its weights: p ${ratio.p.toPrecision(2)}.`);
      if (foreign > 0) terminal.out(` ${foreign} exposures of something else than the contact were not followed.`);
      terminal.out(`\n${verdict}\n\n`);
    }
  }
  return experiments.some(({ ratio }) => ratio.mismatch) ? 1 : 0;
}

function rowOf({ variant, weight, exposed, converted, known, uplift }: VariantResult): string[] {
  return [
    variant,
    String(weight),
    String(exposed),
    String(converted),
    String(known.exposed),
    known.rate === null ? '–' : percent(known.rate),
    uplift === undefined ? '–' : percent(uplift.difference),
    uplift === undefined ? '–' : `${percent(uplift.low)} to ${percent(uplift.high)}`,
    uplift === undefined ? '–' : uplift.p.toPrecision(2),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
