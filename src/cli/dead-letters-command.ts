import { Command, InvalidArgumentError } from 'commander';
import { openStore } from '#app';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `dead-letters`: shows what could not be processed or delivered, and sends it again. */
export function deadLettersCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('dead-letters').description('Show what could not be processed or delivered; send it again.');
  withSettings(command.command('list', { isDefault: true }))
    .description('List dead letters, oldest first.')
    .option('--limit <number>', 'most letters to show', limit, 100)
    .addHelpText('after', '\nExamples:\n  crosscurrent dead-letters\n  crosscurrent dead-letters list --limit 1000 --json\n')
    .action((options: SettingsWords & { readonly limit: number }) => finish(() => list(terminal, options)));
  withSettings(command.command('replay'))
    .description('Send dead letters again (actions under their old keys): 0 when all were, 1 when not.')
    .argument('[letters...]', 'as list names them, e.g. 3/1760000000000-0')
    .option('--all', 'every dead letter')
    .addHelpText('after', '\nExamples:\n  crosscurrent dead-letters replay 3/1760000000000-0\n  crosscurrent dead-letters replay --all\n')
    .action((letters: readonly string[], options: SettingsWords & { readonly all?: boolean }, self: Command) => {
      if (letters.length === 0 && options.all !== true) self.error('error: name letters, or say --all');
      const wrong = letters.find((letter) => !/^\d{1,3}\/\d+-\d+$/.test(letter));
      if (wrong !== undefined) self.error(`error: "${wrong}" names no letter; a name looks like 3/1760000000000-0`);
      return finish(() => replay(terminal, letters, options));
    });
  return command;
}

function withSettings(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print one JSON object');
}

async function list(terminal: Terminal, options: SettingsWords & { readonly limit: number }): Promise<number> {
  const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
  try {
    const letters = (await store.deadLetters(options.limit)).map(({ partition, id, letter }) => ({ id: `${partition}/${id}`, ...letter }));
    if (options.json === true) terminal.out(`${JSON.stringify({ letters })}\n`);
    else {
      for (const { id, stage, by, code, attempts, reason } of letters)
        terminal.out(`${id}  ${stage}  ${by}  ${code}  ${attempts} attempts  ${reason}\n`);
      terminal.out(
        letters.length === 0
          ? 'There are no dead letters.\n'
          : `${letters.length} dead letters${letters.length === options.limit ? ', perhaps more (--limit)' : ''}.\n`,
      );
    }
    return 0;
  } finally {
    await store.close();
  }
}

async function replay(terminal: Terminal, named: readonly string[], options: SettingsWords & { readonly all?: boolean }): Promise<number> {
  const store = await openStore(settingsOf(terminal, options), (line) => terminal.err(`${line}\n`));
  try {
    const all = options.all === true ? await store.deadLetters(100_000) : [];
    const wanted = options.all === true ? all.map(({ partition, id }) => `${partition}/${id}`) : named;
    const replayed: string[] = [];
    const failed: string[] = [];
    for (const name of wanted) {
      const [partition = '', id = ''] = name.split('/');
      if (await store.replay(Number(partition), id)) replayed.push(name);
      else failed.push(name);
    }
    if (options.json === true) terminal.out(`${JSON.stringify({ replayed, failed })}\n`);
    else {
      for (const name of failed) terminal.out(`${name} was not sent again: it is gone, or it could not be read.\n`);
      terminal.out(
        `${replayed.length} dead letters are on their way again${store.engineUrl === undefined ? ' as soon as an engine runs' : ''}.\n`,
      );
    }
    return failed.length > 0 ? 1 : 0;
  } finally {
    await store.close();
  }
}

function limit(text: string): number {
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}
