import { stat } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { backtest, callAccounts, openStore, readHistoryFile, type BacktestFire, type BacktestReport, type History } from '#app';
import type { Settings } from '#config';
import { formatFinding } from '#document';
import { formatDuration, parseDuration, systemClock } from '#kernel';
import { checkRules, type RuleBundle } from '#rule';
import { formatTable } from '#table';
import { readRulePaths } from './read-rule-paths.ts';
import { settingsOf, type SettingsWords } from './settings-words.ts';
import type { Finish, Terminal } from './terminal.ts';

interface BacktestWords extends SettingsWords {
  readonly rules?: string;
  readonly diff?: string;
  readonly from?: number;
  readonly to?: number;
  readonly tail: number;
  readonly rescore?: boolean;
}

/** `backtest`: runs recorded history through rules at full speed and says what would have happened. */
export function backtestCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('backtest')
    .description('Run recorded events through rules at full speed on virtual time, and say what would have fired, acted and cost.')
    .argument('[file]', 'events, one JSON object a line (.gz too); without it, the events that the engine’s Redis still holds')
    .option('--rules <path>', 'rules to run: a file or folder; those of the configuration without it')
    .option('--diff <path>', 'other rules to compare with: what only one of the two fires')
    .option('--from <time>', 'leave out events before this time', time)
    .option('--to <time>', 'leave out events from this time on', time)
    .option('--tail <duration>', 'how long to wait after the last event for what waits', duration, 0)
    .option('--rescore', 'score posts anew that were recorded with their scores')
    .option('--config <file>', 'configuration file')
    .option('--redis <url>', 'Redis to read from')
    .option('--data <folder>', 'data folder')
    .option('--json', 'print the report as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent backtest events.ndjson.gz\n  crosscurrent backtest events.ndjson --rules new-rules --diff rules --json\n  crosscurrent backtest --from 2026-11-01 --tail 2d\n',
    )
    .action((file: string | undefined, options: BacktestWords, command: Command) =>
      finish(() => run(terminal, file, options, (words) => command.error(words))),
    );
}

async function run(
  terminal: Terminal,
  file: string | undefined,
  options: BacktestWords,
  refuse: (words: string) => never,
): Promise<number> {
  const settings = settingsOf(terminal, options);
  const bundle = await rulesAt(options.rules ?? settings.rulesFolder, settings, terminal, refuse);
  const other = options.diff === undefined ? undefined : await rulesAt(options.diff, settings, terminal, refuse);
  if (!bundle || (options.diff !== undefined && !other)) return 1;
  if (file !== undefined && !(await stat(file).catch(() => undefined))?.isFile()) return refuse(`error: there is no file ${file}`);
  const store = file === undefined ? await openStore(settings, (line) => terminal.err(`${line}\n`)) : undefined;
  try {
    const history: History = file === undefined ? store!.history() : readHistoryFile(file);
    const progress = progressOf(terminal);
    const report = await backtest({
      history,
      bundle,
      ...(other ? { other } : {}),
      settings,
      monotonic: () => systemClock.monotonic(),
      ...(options.from === undefined ? {} : { from: options.from }),
      ...(options.to === undefined ? {} : { to: options.to }),
      tail: options.tail,
      rescore: options.rescore === true,
      progress: progress.show,
      stopping: terminal.stopping,
    });
    progress.end();
    if (options.json === true) terminal.out(`${JSON.stringify(report)}\n`);
    else terminal.out(textOf(report));
    if (report.events === 0) terminal.err('There were no events. Name a file, or look at an engine that has taken some.\n');
    return report.events === 0 ? 1 : 0;
  } finally {
    await store?.close();
  }
}

/** The rules under a path, all of them active, so that what shadow holds back is seen too. */
async function rulesAt(
  path: string | undefined,
  settings: Settings,
  terminal: Terminal,
  refuse: (words: string) => never,
): Promise<RuleBundle | undefined> {
  const { rules } = await readRulePaths(path === undefined ? [] : [path], refuse);
  const checked = checkRules(rules, { accounts: callAccounts({ ...settings, rulesMode: 'shadow' }), mode: 'active' });
  for (const finding of checked.findings) if (finding.severity === 'error') terminal.err(`${formatFinding(finding)}\n`);
  return checked.bundle;
}

/** A line now and then, or on a terminal one line that changes. */
function progressOf(terminal: Terminal): { show(events: number, at: number): void; end(): void } {
  let told = 0;
  let shown = false;
  return {
    show(events, at) {
      const now = systemClock.monotonic();
      if (now - told < (terminal.forPeople ? 200 : 5_000)) return;
      // The first look only starts the clock: short work shows nothing.
      const first = told === 0;
      told = now;
      if (first) return;
      shown = true;
      const words = `  ${events.toLocaleString('en-GB')} events, at ${new Date(at).toISOString().slice(0, 16)}Z`;
      terminal.err(terminal.forPeople ? `\r${words}   ` : `${words}\n`);
    },
    end: () => void (shown && terminal.forPeople && terminal.err('\n')),
  };
}

function textOf(report: BacktestReport): string {
  const { events, from, to, counts, rules, seconds, eventsPerSecond, diff, other } = report;
  const span = from === undefined || to === undefined ? '' : ` from ${moment(from)} to ${moment(to)}`;
  const left = [
    [counts.duplicates, 'duplicates'],
    [counts.late, 'late'],
    [counts.future, 'stamped in the future'],
    [counts.failed, 'failed'],
    [report.unreadable, 'unreadable'],
    [report.ownLeftOut, 'of the engine’s own left out'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  let text = `${number(events)} events${span}${left.length > 0 ? ` (${left.join(', ')})` : ''}, ${number(eventsPerSecond)} a second, ${seconds.toFixed(1)} s\n`;
  const rows = rules
    .filter((one) => one.fired > 0)
    .map((one) => [
      one.rule,
      String(one.fired),
      String(one.groups),
      Object.entries(one.suppressed)
        .map(([reason, count]) => `${count} ${reason}`)
        .join(', ') || '–',
      one.actions.map(({ connector, operation, count }) => `${count} ${connector} ${operation}`).join(', ') || '–',
    ]);
  if (rows.length > 0) text += `\n${formatTable(['rule', 'fired', 'groups', 'held back', 'actions'], rows)}`;
  const silent = rules.filter((one) => one.fired === 0).map((one) => one.rule);
  if (silent.length > 0) text += `\nDid not fire: ${silent.join(', ')}\n`;
  const spend = spendOf(rules);
  text += `\n${number(report.fired)} fires, ${number(report.actions)} actions${spend === '' ? '' : `, which would have spent ${spend}`}\n`;
  for (const [what, count] of Object.entries(report.failures)) text += `${count} × ${what}\n`;
  if (diff && other) {
    text += `\nCompared: ${number(diff.both)} fires in both, ${number(diff.onlyHere)} only with the rules tested, ${number(diff.onlyThere)} only with the others (${number(other.fired)} fires, ${number(other.actions)} actions)\n`;
    text += list('Only with the rules tested', diff.here, diff.onlyHere) + list('Only with the others', diff.there, diff.onlyThere);
  }
  return text;
}

function list(head: string, fires: readonly BacktestFire[], all: number): string {
  if (fires.length === 0) return '';
  const shown = fires.slice(0, 20);
  const lines = shown.map(({ rule, group, at, because }) => `  ${moment(at)}  ${rule}  ${group}  ${because}\n`);
  return `\n${head}:\n${lines.join('')}${all > shown.length ? `  … and ${number(all - shown.length)} more (--json has ${fires.length})\n` : ''}`;
}

function spendOf(rules: BacktestReport['rules']): string {
  const sums = new Map<string, number>();
  for (const { actions } of rules) {
    for (const { spend } of actions)
      for (const [currency, amount] of Object.entries(spend)) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return [...sums].map(([currency, amount]) => `${Math.round(amount * 100) / 100} ${currency}`).join(' and ');
}

const number = (value: number): string => value.toLocaleString('en-GB');
const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be a time such as 2026-11-01 or 2026-11-01T08:00:00Z.');
  return at;
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    throw new InvalidArgumentError(`It must be a duration such as 15m, 2h or ${formatDuration(172_800_000)}.`);
  return milliseconds;
}
