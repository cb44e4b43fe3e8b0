import { Command, InvalidArgumentError } from 'commander';
import { openStore, shadowReport, type ShadowRule } from '#app';
import { parseDuration, systemClock } from '#kernel';
import { formatTable } from '#table';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

interface ShadowWords extends SettingsWords {
  readonly rule?: string;
  readonly since: number;
}

/** Most entries that are summed up: what the journals of all partitions hold. */
const MOST = 1_000_000;

/** `shadow-report`: says what rules in shadow mode would have done. */
export function shadowReportCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('shadow-report')
    .description('Say what the rules in shadow mode would have done: how often they fired, for whom, and which actions were withheld.')
    .option('--rule <name>', 'only this rule')
    .option('--since <duration>', 'how far to look back', duration, 86_400_000)
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print the report as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent shadow-report\n  crosscurrent shadow-report --rule product-buzz-retarget --since 7d --json\n',
    )
    .action((options: ShadowWords) =>
      finish(async () => {
        const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
        try {
          const since = systemClock.now() - options.since;
          const entries = await store.journal({
            mode: 'shadow',
            since,
            most: MOST,
            ...(options.rule === undefined ? {} : { rule: options.rule }),
          });
          const rules = shadowReport(entries);
          if (options.json === true) terminal.out(`${JSON.stringify({ since, rules })}\n`);
          else terminal.out(rules.length === 0 ? 'No rule in shadow mode fired.\n' : textOf(rules));
          return 0;
        } finally {
          await store.close();
        }
      }),
    );
}

function textOf(rules: readonly ShadowRule[]): string {
  const rows = rules.map(({ rule, fired, groups, busiest, actions }) => [
    rule,
    String(fired),
    String(groups),
    busiest[0] === undefined ? '–' : `${busiest[0].group} (${busiest[0].fired})`,
    actions
      .map(({ connector, operation, count, members }) => `${count} ${connector} ${operation}${members > 0 ? ` for ${members}` : ''}`)
      .join(', ') || '–',
  ]);
  return formatTable(['rule', 'would have fired', 'groups', 'busiest', 'actions withheld'], rows);
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new InvalidArgumentError('It must be a duration such as 12h or 7d.');
  return milliseconds;
}
