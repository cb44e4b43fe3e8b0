import { Command } from 'commander';
import { openStore, type Store } from '#app';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `audit`: shows what was done to people's data, and whether the record of it is whole. */
export function auditCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('audit').description(
    "Show what was done to people's data (exports, erasures, unlinked contacts); check that the record is whole.",
  );
  withSettings(command.command('list', { isDefault: true }))
    .description('List the acts, oldest first.')
    .addHelpText('after', '\nExamples:\n  crosscurrent audit\n  crosscurrent audit list --json\n')
    .action((options: SettingsWords) =>
      finish(() =>
        withStore(terminal, options, async (store) => {
          const acts = [];
          for await (const entry of store.audit.entries()) acts.push(entry);
          if (options.json === true) terminal.out(`${JSON.stringify({ acts })}\n`);
          else {
            for (const { seq, at, by, act, subject, detail } of acts)
              terminal.out(
                `${seq}  ${new Date(at).toISOString()}  ${by}  ${act}  ${subject}${detail === undefined ? '' : `  ${detail}`}\n`,
              );
            if (acts.length === 0) terminal.out('The audit is empty.\n');
          }
          return 0;
        }),
      ),
    );
  withSettings(command.command('verify'))
    .description('Check the chain of the audit: 0 when it is whole, 1 when an entry was changed, dropped or added.')
    .addHelpText('after', '\nExamples:\n  crosscurrent audit verify\n  crosscurrent audit verify --json\n')
    .action((options: SettingsWords) =>
      finish(() =>
        withStore(terminal, options, async (store) => {
          const { entries, broken } = await store.verifyAudit();
          if (options.json === true)
            terminal.out(`${JSON.stringify({ entries, whole: broken === undefined, ...(broken === undefined ? {} : { broken }) })}\n`);
          else
            terminal.out(
              broken === undefined
                ? `The audit is whole: ${entries} entries.\n`
                : `The audit is broken at entry ${broken}: it, or one before it, was changed, dropped or added by somebody without the key.\n`,
            );
          return broken === undefined ? 0 : 1;
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
