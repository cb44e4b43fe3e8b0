import { Command } from 'commander';
import { callAccounts, openStore, type Store } from '#app';
import type { Settings } from '#config';
import { formatFinding } from '#document';
import { withoutSecret } from '#redis';
import { checkRules, readRuleFolder } from '#rule';
import type { Diagnosis } from './diagnosis.ts';
import { examineTexts } from './examine-texts.ts';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `doctor`: looks at settings, rules, Redis and the accounting of what has run, and says what to do. */
export function doctorCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('doctor')
    .description('Look at settings, rules, Redis and the accounts of what ran, and say what to do: 0 when all is well, 1 else.')
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print the diagnoses as one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent doctor\n  crosscurrent doctor --config crosscurrent.yaml --json\n')
    .action((options: SettingsWords) =>
      finish(async () => {
        const diagnoses = await examine(terminal, options);
        if (options.json === true) terminal.out(`${JSON.stringify({ diagnoses })}\n`);
        else for (const { of, state, words } of diagnoses) terminal.out(`${state.padEnd(8)} ${of}: ${words}\n`);
        return diagnoses.some(({ state }) => state === 'bad') ? 1 : 0;
      }),
    );
}

async function examine(terminal: Terminal, options: SettingsWords): Promise<readonly Diagnosis[]> {
  const settings = settingsOf(terminal, options);
  const accounts = settings.accounts.length === 0 ? 'no accounts, so rules run in shadow' : `${settings.accounts.length} accounts`;
  const diagnoses: Diagnosis[] = [{ of: 'settings', state: 'good', words: `${settings.partitions} partitions, ${accounts}` }];
  diagnoses.push(...(await examineRules(settings)));
  diagnoses.push(...(await examineTexts(settings)));
  try {
    const store = await openStore(settings, (line) => terminal.err(`${line}\n`));
    try {
      diagnoses.push(...(await examineStore(store, settings)));
    } finally {
      await store.close();
    }
  } catch (error) {
    diagnoses.push({ of: 'redis', state: 'bad', words: error instanceof Error ? error.message : String(error) });
  }
  return diagnoses;
}

async function examineRules(settings: Settings): Promise<Diagnosis[]> {
  let files;
  try {
    files = await readRuleFolder(settings.rulesFolder ?? 'rules');
  } catch {
    return [
      {
        of: 'rules',
        state: 'bad',
        words: `The folder ${settings.rulesFolder} cannot be read. Name another in the configuration (rules.folder).`,
      },
    ];
  }
  const checked = checkRules(files, { accounts: callAccounts(settings) });
  const findings = checked.findings.map((finding): Diagnosis => ({
    of: 'rules',
    state: finding.severity === 'error' ? 'bad' : 'warning',
    words: formatFinding(finding),
  }));
  return checked.bundle ? [...findings, { of: 'rules', state: 'good', words: `${checked.rules.length} rules` }] : findings;
}

async function examineStore(store: Store, settings: Settings): Promise<Diagnosis[]> {
  const findings = await store.findings();
  const diagnoses = findings.map(({ severity, text }): Diagnosis => ({
    of: 'redis',
    state: severity === 'error' ? 'bad' : 'warning',
    words: text,
  }));
  if (findings.length === 0) {
    const sure = settings.durability.kind === 'relaxed' ? 'relaxed: the last second may be lost' : 'durable';
    diagnoses.push({ of: 'redis', state: 'good', words: `${store.embedded ? 'embedded' : withoutSecret(store.redisUrl)}, ${sure}` });
  }
  diagnoses.push(
    store.engineUrl === undefined
      ? { of: 'engine', state: 'good', words: 'none is known to run on this data folder' }
      : { of: 'engine', state: 'good', words: `running at ${store.engineUrl}` },
  );
  diagnoses.push(...(await examineWorkers(store)));
  if (store.partitions === undefined) return [...diagnoses, { of: 'accounts', state: 'good', words: 'nothing has run on this Redis yet' }];
  if (store.partitions !== settings.partitions) {
    const words = `This Redis was set up with ${store.partitions} partitions and the settings say ${settings.partitions}. Set partitions to ${store.partitions}.`;
    diagnoses.push({ of: 'settings', state: 'bad', words });
  }
  let dead = 0;
  for (const { stage, accepted, settled, inFlight, difference } of await store.identity()) {
    dead += settled['dead'] ?? 0;
    const parts = Object.entries(settled).map(([fate, count]) => `${count} ${fate}`);
    const waiting = inFlight < 0 ? 'too many in flight to count' : `${inFlight} in flight`;
    const sum = `${stage}: ${accepted} accepted = ${[...parts, waiting].join(' + ')}`;
    if (difference === 0) diagnoses.push({ of: 'accounts', state: 'good', words: sum });
    else {
      const what = difference > 0 ? `${difference} lost` : `${-difference} doubled`;
      diagnoses.push({ of: 'accounts', state: 'bad', words: `${sum}, which leaves ${what}. Keep the data folder and report it.` });
    }
  }
  for (const { scope, by, why } of await store.guards.switches.list()) {
    const what = scope === '*' ? 'all actions' : `the actions of ${scope}`;
    const words = `The kill switch stops ${what} (${by}: ${why}). They wait until: crosscurrent kill-switch off`;
    diagnoses.push({ of: 'guards', state: 'warning', words });
  }
  const held = await store.guards.held(1_000);
  if (held.length > 0)
    diagnoses.push({
      of: 'guards',
      state: 'warning',
      words: `${held.length} actions wait for a yes. Look at them: crosscurrent approvals`,
    });
  if (dead > 0)
    diagnoses.push({
      of: 'dead letters',
      state: 'warning',
      words: `${dead} were kept so far. Look at them: crosscurrent dead-letters list`,
    });
  return diagnoses;
}

/** Whether all living workers run the same rules. */
async function examineWorkers(store: Store): Promise<Diagnosis[]> {
  const acks = await store.acks();
  if (acks.length === 0) return [];
  const words = acks.map(({ worker, hash, rules }) => `${worker} runs ${rules} rules (${hash})`).join(', ');
  const refused = acks.flatMap(({ worker, refused: why }): Diagnosis[] =>
    why === undefined ? [] : [{ of: 'rules', state: 'bad', words: `${worker} refused newer rules and keeps the old ones: ${why}` }],
  );
  const apart = new Set(acks.map(({ hash }) => hash)).size > 1;
  const hint = apart ? '. They differ: wait for the next look at the folder, or see whether all workers have the same files.' : '';
  return [...refused, { of: 'rules', state: apart ? 'warning' : 'good', words: words + hint }];
}
