import { Command } from 'commander';
import { openStore } from '#app';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `rewrap`: puts the keys of all contacts under a new master key. */
export function rewrapCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('rewrap')
    .description(
      'Put the keys of all contacts under the first of vault_keys. Engines may run, if they know it already. After it the old master key may go.',
    )
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent rewrap --config crosscurrent.yaml\n  crosscurrent rewrap --json\n')
    .action((options: SettingsWords) =>
      finish(async () => {
        const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
        try {
          const { rewrapped, current } = await store.rewrapKeys();
          terminal.out(
            options.json === true
              ? `${JSON.stringify({ rewrapped, current })}\n`
              : `${rewrapped} keys were put under the current master key; ${current} lay under it already.\n`,
          );
          return 0;
        } finally {
          await store.close();
        }
      }),
    );
}
