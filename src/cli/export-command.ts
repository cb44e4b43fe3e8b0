import { Command } from 'commander';
import { openStore } from '#app';
import { contactNamed } from './contact-named.ts';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `export`: everything that is held of a person, opened, as JSON. */
export function exportCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('export')
    .description('Print everything that is held of a person, opened, as JSON: 0 when something is, 1 when nothing is.')
    .argument('<contact>', 'pseudonym, or - to read an e-mail address or a phone number from standard input')
    .option('--by <who>', 'who asks, for the audit, e.g. a role or initials', 'cli')
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print JSON on one line')
    .addHelpText(
      'after',
      '\nExamples:\n  echo jan@example.pl | crosscurrent export - --by ak > jan.json\n  crosscurrent export p1Q2x… --json\n',
    )
    .action((word: string, options: SettingsWords & { readonly by: string }) =>
      finish(async () => {
        const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
        try {
          const held = await store.contacts.export(await contactNamed(terminal, store, word), options.by.slice(0, 100));
          terminal.out(`${JSON.stringify(held, undefined, options.json === true ? 0 : 2)}\n`);
          const nothing =
            held.record === undefined && held.person === undefined && held.events.length === 0 && held.deadLetters.length === 0;
          if (nothing) terminal.err(held.erased ? 'This person was erased.\n' : 'Nothing is held of this person.\n');
          return nothing ? 1 : 0;
        } finally {
          await store.close();
        }
      }),
    );
}
