import { Command } from 'commander';
import { openStore } from '#app';
import { contactNamed } from './contact-named.ts';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `part`: takes a name away from the contact it was joined to by mistake. */
export function partCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('part')
    .description(
      'Part a name (a device, an address …) from the contact it was joined to: 0 when it was joined, 1 when not. What was joined stays with the contact.',
    )
    .argument('<contact>', 'pseudonym of the name, or - to read an e-mail address or a phone number from standard input')
    .option('--by <who>', 'who parts them, for the audit, e.g. a role or initials', 'cli')
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent part p1Q2x… --by ak\n  echo 600700800 | crosscurrent part - --json\n')
    .action((word: string, options: SettingsWords & { readonly by: string }) =>
      finish(async () => {
        const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
        try {
          const contact = await contactNamed(terminal, store, word);
          const parted = await store.contacts.part(contact, options.by.slice(0, 100));
          if (options.json === true) terminal.out(`${JSON.stringify({ contact, parted })}\n`);
          else
            terminal.out(
              parted
                ? `${contact} stands for itself again, and is not joined to that contact any more.\n`
                : `${contact} is joined to no other contact.\n`,
            );
          return parted ? 0 : 1;
        } finally {
          await store.close();
        }
      }),
    );
}
