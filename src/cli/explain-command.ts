import { Command, InvalidArgumentError } from 'commander';
import { callAccounts, openStore, type RuleExplanation, type ToldDecision } from '#app';
import { formatFinding } from '#document';
import { formatDuration, nearest, type Json } from '#kernel';
import { checkRules } from '#rule';
import { readRulePaths } from './read-rule-paths.ts';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

interface ExplainWords extends SettingsWords {
  readonly key?: string;
  readonly fire?: string;
  readonly last: number;
}

/** `explain`: says where a rule stands on a key now, or why it fired. */
export function explainCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('explain')
    .description('Say where a rule stands on a key (values, what is missing, cooldown, runs), or why it fired.')
    .argument('<rule>', 'name of the rule')
    .option('--key <key>', 'key of one group as logs show it, e.g. topic=kawa; without it, the last decisions on any key')
    .option('--fire <id>', 'one decision, by its id')
    .option('--last <number>', 'how many decisions to tell', count, 5)
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to look at')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print the explanation as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent explain product-buzz-retarget --key topic=kawa\n  crosscurrent explain product-buzz-retarget --last 20 --json\n',
    )
    .action((rule: string, options: ExplainWords, command: Command) =>
      finish(() => explain(terminal, rule, options, (words) => command.error(words))),
    );
}

async function explain(terminal: Terminal, name: string, options: ExplainWords, refuse: (words: string) => never): Promise<number> {
  const settings = settingsOf(terminal, options);
  const { rules } = await readRulePaths(settings.rulesFolder === undefined ? [] : [settings.rulesFolder], refuse);
  const checked = checkRules(rules, {
    accounts: callAccounts({ ...settings, rulesMode: 'shadow' }),
    ...(settings.rulesMode === undefined ? {} : { mode: settings.rulesMode }),
  });
  if (!checked.bundle) {
    for (const finding of checked.findings) if (finding.severity === 'error') terminal.err(`${formatFinding(finding)}\n`);
    return 1;
  }
  const rule = checked.bundle.rules.get(name);
  if (rule === undefined) {
    const near = nearest(name, checked.bundle.rules.keys());
    return refuse(`error: there is no rule "${name}"${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  const store = await openStore(settings, (line) => terminal.err(`${line}\n`));
  try {
    if (options.key !== undefined && options.fire === undefined) {
      const found = await store.explain(rule, options.key, options.last);
      const hashes = new Set((await store.acks()).map((one) => one.hash));
      if (hashes.size > 0 && !hashes.has(checked.bundle.hash))
        terminal.err('The running workers have other rules than these files: see doctor.\n');
      terminal.out(options.json === true ? `${JSON.stringify(found)}\n` : standing(found));
      if (!found.known && found.decisions.length === 0 && found.runs.length === 0) {
        terminal.err('Nothing is remembered of this key. Look at the keys of decisions: leave --key out.\n');
        return 1;
      }
      return 0;
    }
    const decisions = await store.decisions(rule, {
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.fire === undefined ? {} : { fire: options.fire }),
      most: options.fire === undefined ? options.last : 1_000,
    });
    if (options.json === true) terminal.out(`${JSON.stringify({ rule: name, decisions })}\n`);
    else for (const one of decisions) terminal.out(told(one));
    if (decisions.length === 0) terminal.err('The journal has no such decision. It keeps the latest ten thousand of each partition.\n');
    return decisions.length === 0 ? 1 : 0;
  } finally {
    await store.close();
  }
}

/** Where a rule stands, for people. */
function standing(one: RuleExplanation): string {
  let text = `${one.rule} (version ${one.version}, ${one.mode}) on ${one.key}\n  ${one.summary}\n`;
  if (one.at !== undefined) text += `\nAs of ${moment(one.at)}, the newest event of this key:\n`;
  for (const [name, { fn, window, ...values }] of Object.entries(one.measures)) {
    const others = Object.entries(values).flatMap(([what, value]) =>
      // The count of members is the value itself.
      what === 'membersCount' ? [] : [`${what === 'value' ? '' : `${what} `}${written(value)}`],
    );
    text += `  ${name}: ${others.join(', ')} (${written(fn ?? null)} over ${formatDuration(Number(window))})\n`;
  }
  if (one.conditions.length > 0) text += '\nIt fires when all of these hold:\n';
  for (const { text: words, holds, asksEvent, values } of one.conditions) {
    const state = holds === true ? 'holds   ' : holds === false ? 'missing ' : asksEvent ? 'by event' : 'no value';
    const now = Object.entries(values).map(([path, value]) => `${path.replace(/^measures\.(.*)\.value$/, '$1')} is ${written(value)}`);
    text += `  ${state} ${words}${now.length > 0 ? `   (${now.join(', ')})` : ''}\n`;
  }
  text += `\n${one.cooldownLeft === undefined ? 'It is not cooling down' : `It stays silent for another ${formatDuration(Math.ceil(one.cooldownLeft / 1_000) * 1_000)}`}.\n`;
  text += betweenText(one);
  for (const { run, state, waits } of one.runs) {
    const waiting = waits.map((wait) => `${wait.step} waits for ${wait.for} until ${wait.until}`).join(', ');
    text += `Run ${run} is ${state}${waiting === '' ? '' : `: ${waiting}`}\n`;
  }
  if (one.decisions.length > 0) text += `\nLast decisions:\n${one.decisions.map(told).join('')}`;
  return text;
}

/** What stands between a true condition and a fire, and the matches that have begun. */
function betweenText({ gate, pending }: RuleExplanation): string {
  let text = '';
  if (gate?.holdingSince !== undefined)
    text += `Its condition has held since ${moment(gate.holdingSince)} and must for ${formatDuration(gate.holdFor ?? 0)}.\n`;
  if (gate?.firingSince !== undefined) text += `It has been firing since ${moment(gate.firingSince)} (${gate.fire}) and is not resolved.\n`;
  if (gate?.maxFires !== undefined) text += `It fired ${gate.fires} of at most ${gate.maxFires} times in its period.\n`;
  if (gate !== undefined && gate.heldBackBy.length > 0) text += `It is held back by ${gate.heldBackBy.join(', ')}.\n`;
  for (const { filled, waitsFor, began, until, first } of pending)
    text += `A match of ${filled.join(', ') || 'nothing yet'} began at ${moment(began)} with event ${first}; it waits for ${waitsFor} until ${moment(until)}.\n`;
  return text;
}

/** A decision, for people: when and why, and what caused it. */
function told(entry: ToldDecision): string {
  if (entry.kind === 'withheld') {
    const people = entry.members === undefined ? '' : ` for ${entry.members} people`;
    return `${moment(entry.at)}  ${entry.key}  would have done ${entry.connector} ${entry.operation}${people} (step ${entry.step}, run ${entry.run})\n`;
  }
  const { at, key, mode, because, fire, version, rules, event, measures } = entry;
  const values = Object.entries(measures).map(([name, { value, of }]) => `${name} ${written(value)}${of === undefined ? '' : ` of ${of}`}`);
  return [
    `${moment(at)}  ${key}  fired${mode === 'shadow' ? ' in shadow' : ''} because ${because}`,
    `  by event ${written(event['id'] ?? null)} of ${written(event['source'] ?? null)}${values.length > 0 ? `, at ${values.join(', ')}` : ''}`,
    ...drivenBy(entry.drivers),
    `  decision ${fire}, version ${version}, rules ${rules}\n`,
  ].join('\n');
}

/** What drove the sentiment of a decision's event. */
function drivenBy(drivers: ToldDecision['drivers']): string[] {
  if (drivers === undefined) return [];
  if (drivers === null) return ['  what drove its sentiment cannot be told: the text is not retained any more, or lies too far back'];
  const { score, was, model = 'other weights', label, language, words } = drivers;
  const why = words.length === 0 ? 'no single word' : words.map(({ word, by }) => `${word} ${signed(by)}`).join(', ');
  const then = was === undefined ? '' : `; it was decided by ${signed(was)}, which ${model} gave`;
  return [`  sentiment ${signed(score)} (${label}, ${language}), driven by ${why}${then}`];
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

function written(value: Json): string {
  if (value === null) return '–';
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.slice(0, 5).map(written).join(' ') + (value.length > 5 ? ' …' : '');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

function count(text: string): number {
  const value = Number(text);
  if (!/^\d{1,4}$/.test(text) || value > 1_000) throw new InvalidArgumentError('It must be a whole number up to 1000.');
  return value;
}
