import { Command, InvalidArgumentError } from 'commander';
import { openStore } from '#app';
import { suppressedView } from '#outbox';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `suppressed`: shows the actions that guards gave up, and why. */
export function suppressedCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('suppressed')
    .description('Show actions that guards gave up (consent, caps, quiet hours, approval …), the newest first, with why.')
    .option('--limit <number>', 'most actions to show', limit, 100)
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent suppressed\n  crosscurrent suppressed --limit 1000 --json\n')
    .action((options: SettingsWords & { readonly limit: number }) =>
      finish(async () => {
        const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
        try {
          const suppressed = (await store.guards.suppressed(options.limit)).map(suppressedView);
          if (options.json === true) terminal.out(`${JSON.stringify({ suppressed })}\n`);
          else {
            for (const { at, guard, rule, connector, operation, reason } of suppressed)
              terminal.out(`${at}  ${guard}  ${rule}  ${connector}.${operation}  ${reason}\n`);
            if (suppressed.length === 0) terminal.out('Guards have given up no action.\n');
          }
          return 0;
        } finally {
          await store.close();
        }
      }),
    );
}

function limit(text: string): number {
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}
