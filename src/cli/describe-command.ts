import { Command, Option } from 'commander';
import { describeRule, languages, ruleDiagram } from '#describe';
import { formatFinding } from '#document';
import { nearest } from '#kernel';
import { ads, budgets, contacts, decide, deliver, social } from '#pipelines';
import { checkRules, estimateState, readNormalRule, type NormalRule } from '#rule';
import { readRulePaths } from './read-rule-paths.ts';
import type { Finish, Terminal } from './terminal.ts';

interface Options {
  readonly rules: readonly string[];
  readonly lang: string;
  readonly mermaid?: boolean;
  readonly json?: boolean;
}

/** `describe`: what runs, read from the declarations of the pipelines themselves; and rules, told in plain words or drawn. */
export function describeCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('describe')
    .description('Say what runs: the pipelines with their operators, or rules as plain sentences or diagrams.')
    .argument('[rule...]', 'ids of rules, or all; the pipelines without any')
    .option('--rules <paths...>', 'files or folders with rules; the shipped ones without any', [])
    .addOption(new Option('--lang <language>', 'language of the sentences').choices([...languages.keys()]).default('en'))
    .option('--mermaid', 'draw the rules as Mermaid flowcharts')
    .option('--json', 'print the pipelines, or the rules, as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent describe\n  crosscurrent describe hot-lead\n  crosscurrent describe all --rules rules/care --lang pl\n  crosscurrent describe product-buzz-retarget --mermaid > buzz.mmd\n',
    )
    .action((names: readonly string[], options: Options, command: Command) =>
      finish(async () => {
        if (names.length === 0) {
          tellPipelines(terminal, options.json === true);
          return 0;
        }
        const files = await readRulePaths(options.rules, (words) => command.error(words));
        const known = new Map<string, NormalRule>();
        for (const file of files.rules) {
          const rule = readNormalRule(file);
          if (rule !== undefined) known.set(rule.rule, rule);
        }
        for (const name of names) {
          if (name === 'all' || known.has(name)) continue;
          const near = nearest(name, known.keys());
          command.error(`error: there is no rule "${name}"${near === undefined ? '' : `. (Did you mean ${near}?)`}`);
        }
        const wanted = names.includes('all') ? [...known.values()] : names.map((name) => known.get(name)!);
        tellRules(terminal, wanted, options);
        const errors = checkRules(files.rules).findings.filter(({ severity }) => severity === 'error');
        for (const finding of errors) terminal.err(`${formatFinding(finding)}\n`);
        return errors.length > 0 ? 1 : 0;
      }),
    );
}

function tellRules(terminal: Terminal, rules: readonly NormalRule[], { lang, mermaid, json }: Options): void {
  const words = languages.get(lang)!;
  if (json === true) {
    const told = rules.map((rule) => {
      const { rule: name, summary, because, misses, mode } = rule;
      return {
        rule: name,
        mode,
        summary,
        because,
        misses,
        ...describeRule(rule, words),
        estimate: estimateState(rule),
        mermaid: ruleDiagram(rule),
      };
    });
    terminal.out(`${JSON.stringify({ rules: told })}\n`);
    return;
  }
  for (const rule of rules) {
    if (mermaid === true) {
      terminal.out(`%% ${rule.rule}: ${rule.summary.replaceAll(/\s+/g, ' ')}\n${ruleDiagram(rule)}\n`);
      continue;
    }
    const { sentence, state } = describeRule(rule, words);
    terminal.out(`${rule.rule}\n  ${sentence}\n  ${state}\n\n`);
  }
}

function tellPipelines(terminal: Terminal, json: boolean): void {
  const pipelines = describePipelines();
  if (json) {
    terminal.out(`${JSON.stringify({ pipelines })}\n`);
    return;
  }
  for (const { name, summary, from, through, into } of pipelines) {
    terminal.out(`${name}: ${summary}\n  from ${from}\n`);
    for (const operator of through) terminal.out(`    ${operator.name.padEnd(18)} ${operator.summary ?? ''}`.trimEnd() + '\n');
    terminal.out(`  into ${into}\n\n`);
  }
}

function describePipelines() {
  // Which operators run does not depend on the settings, and reading these would make keys that nobody asked for.
  const settings = {
    topics: [],
    lead: { halfLife: 1, points: [], ceiling: 100 },
    attribution: { models: () => [], bounds: { maxTouches: 1, maxEntries: 1, corrections: 1, lookback: 1 }, countsPaths: false },
  };
  const operators = [contacts(settings), social(settings), ads(settings), decide].map(({ name, summary, from, through, into }) => ({
    name,
    summary,
    from,
    through: through.map((operator): { name: string; summary?: string } => ({ name: operator.name, summary: operator.summary })),
    into,
  }));
  const steps = [deliver, budgets].map((one) => ({
    ...one,
    through: one.through.map((name): { name: string; summary?: string } => ({ name })),
  }));
  return [...operators, ...steps];
}
