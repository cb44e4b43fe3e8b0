import { Command } from 'commander';
import { openStore, type Store } from '#app';
import { systemClock } from '#kernel';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

type Words = SettingsWords & { readonly connector?: string; readonly why?: string; readonly by?: string };

/** `kill-switch`: stops actions, all or those of one account or connector, and lets them go on. */
export function killSwitchCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('kill-switch').description('Stop actions at once, all or those of one account or connector; let them go on.');
  withSettings(command.command('list', { isDefault: true }))
    .description('List the switches that are on: 0 when none is, 1 when one is.')
    .addHelpText('after', '\nExamples:\n  crosscurrent kill-switch\n  crosscurrent kill-switch list --json\n')
    .action((options: Words) => finish(() => withStore(terminal, options, (store) => list(terminal, store, options))));
  withSettings(command.command('on'))
    .description('Stop actions. They wait; nothing is given up. Every process obeys within about a second.')
    .option('--connector <name>', 'an account, or a type of connector such as meta-ads; everything without it')
    .requiredOption('--why <text>', 'why; whoever finds it on will ask')
    .option('--by <who>', 'who, e.g. a role or initials', 'cli')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent kill-switch on --why "wrong prices" --by ak\n  crosscurrent kill-switch on --connector meta-ads --why "budget review"\n',
    )
    .action((options: Words) => finish(() => withStore(terminal, options, (store) => turnOn(terminal, store, options))));
  withSettings(command.command('off'))
    .description('Let actions go on, also those that waited: 0 when the switch was on, 1 when not.')
    .option('--connector <name>', 'the same name as with on')
    .option('--why <text>', 'why; it is printed and not kept')
    .option('--by <who>', 'who', 'cli')
    .addHelpText('after', '\nExamples:\n  crosscurrent kill-switch off\n  crosscurrent kill-switch off --connector meta-ads\n')
    .action((options: Words) => finish(() => withStore(terminal, options, (store) => turnOff(terminal, store, options))));
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

async function list(terminal: Terminal, store: Store, { json }: Words): Promise<number> {
  const switches = await store.guards.switches.list();
  if (json === true) terminal.out(`${JSON.stringify({ switches })}\n`);
  else {
    for (const { scope, by, why, at } of switches) terminal.out(`${nameOf(scope)}  since ${new Date(at).toISOString()}  ${by}  ${why}\n`);
    if (switches.length === 0) terminal.out('No kill switch is on.\n');
  }
  return switches.length === 0 ? 0 : 1;
}

async function turnOn(terminal: Terminal, store: Store, { connector, why = '', by = 'cli', json }: Words): Promise<number> {
  const entry = { scope: connector ?? '*', by: by.slice(0, 100), why: why.slice(0, 500), at: systemClock.now() };
  await store.guards.switches.turnOn(entry);
  terminal.out(
    json === true
      ? `${JSON.stringify(entry)}\n`
      : `${nameOf(entry.scope)} waits until: crosscurrent kill-switch off${connector === undefined ? '' : ` --connector ${connector}`}\n`,
  );
  return 0;
}

async function turnOff(terminal: Terminal, store: Store, { connector, json }: Words): Promise<number> {
  const scope = connector ?? '*';
  const off = await store.guards.switches.turnOff(scope);
  if (json === true) terminal.out(`${JSON.stringify({ scope, off })}\n`);
  else
    terminal.out(
      off ? `${nameOf(scope)} goes on.\n` : `The kill switch of ${nameOf(scope)} was not on; see: crosscurrent kill-switch list\n`,
    );
  return off ? 0 : 1;
}

function nameOf(scope: string): string {
  return scope === '*' ? 'everything' : scope;
}
