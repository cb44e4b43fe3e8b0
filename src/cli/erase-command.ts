import { Command } from 'commander';
import { openStore } from '#app';
import { contactNamed } from './contact-named.ts';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `erase`: forgets a person for good. */
export function eraseCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('erase')
    .description(
      "Erase a person: destroy the key of the person's data, drop what is known, suppress what comes later. It cannot be undone.",
    )
    .argument('<contact>', 'pseudonym, or - to read an e-mail address or a phone number from standard input')
    .requiredOption('--yes', 'that you mean it')
    .option('--by <who>', 'who erases, for the audit, e.g. a role or initials', 'cli')
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  echo jan@example.pl | crosscurrent erase - --yes --by ak\n  crosscurrent erase p1Q2x… --yes --json\n',
    )
    .action((word: string, options: SettingsWords & { readonly by: string }) =>
      finish(async () => {
        const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
        try {
          const erasure = await store.contacts.erase(await contactNamed(terminal, store, word), options.by.slice(0, 100));
          if (options.json === true) terminal.out(`${JSON.stringify(erasure)}\n`);
          else {
            terminal.out(
              erasure.already
                ? `${erasure.contact} was erased before.\n`
                : `${erasure.contact} is erased: nothing sealed for this person opens any more, and what comes later is suppressed.\n`,
            );
            if (erasure.keys > 0 && !erasure.compacted)
              terminal.out(
                'The destroyed key may still stand in the log of Redis on disk: have it rewritten (BGREWRITEAOF), and mind backups.\n',
              );
          }
          return 0;
        } finally {
          await store.close();
        }
      }),
    );
}
