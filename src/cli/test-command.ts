import { Command } from 'commander';
import { callAccounts, runRuleTests } from '#app';
import { ruleSettings } from '#config';
import { formatFinding } from '#document';
import { checkRules, ConditionCoverage, readRuleTests } from '#rule';
import { readRulePaths } from './read-rule-paths.ts';
import type { Finish, Terminal } from './terminal.ts';

interface Options {
  readonly config?: string;
  readonly coverage?: boolean;
  readonly json?: boolean;
}

/** `test`: runs rule tests on virtual time. */
export function testCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('test')
    .description('Run rule tests on virtual time: 0 when all pass, 1 when not.')
    .argument('[paths...]', 'files or folders with rules and their *.test.yaml; the shipped ones without any')
    .option('--config <file>', 'configuration whose accounts and rules folder count; no secret is read')
    .option('--coverage', 'say which parts of conditions were never true or never false, and which actions never came')
    .option('--json', 'print results as one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent test\n  crosscurrent test rules/care --coverage\n  crosscurrent test rules --json\n')
    .action((paths: readonly string[], options: Options, command: Command) =>
      finish(async () => {
        const settings = options.config === undefined ? undefined : ruleSettings(options.config);
        const places = paths.length === 0 && settings !== undefined ? [settings.rulesFolder] : paths;
        const files = await readRulePaths(places, (words) => command.error(words));
        const checked = checkRules(files.rules, settings === undefined ? {} : { accounts: callAccounts(settings) });
        const read = files.tests.map(({ text, path }) => readRuleTests(text, path));
        const findings = [...checked.findings, ...read.flatMap((one) => one.findings)].filter(({ severity }) => severity === 'error');
        const tests = findings.length > 0 ? [] : read.flatMap((one) => one.tests);
        const coverage = checked.bundle === undefined ? new Map<string, ConditionCoverage>() : coverageOf(checked.rules, files.rules);
        const results = checked.bundle === undefined ? [] : runRuleTests(tests, checked.bundle, coverage);
        const failed = results.filter(({ passed }) => !passed);
        if (options.json === true) {
          const covered = [...coverage].map(([rule, { file, conditions, steps }]) => ({ rule, file, conditions, steps }));
          terminal.out(`${JSON.stringify({ findings, results, coverage: covered })}\n`);
        } else {
          for (const finding of findings) terminal.out(`${formatFinding(finding)}\n`);
          for (const { file, line, name, failures } of failed) {
            terminal.out(`${file}:${line} failed: ${name}\n`);
            for (const failure of failures) {
              terminal.out(`  ${file}:${failure.line}:${failure.column} expected ${failure.expected}; got ${failure.got}\n`);
            }
          }
          if (options.coverage === true) {
            const gaps = [...coverage.values()].flatMap(gapsOf);
            for (const gap of gaps) terminal.out(`${gap}\n`);
            terminal.out(coveredWords(coverage, gaps.length));
          }
          terminal.out(`${results.length - failed.length} passed, ${failed.length + findings.length} failed\n`);
        }
        return failed.length + findings.length > 0 ? 1 : 0;
      }),
    );
}

function coverageOf(
  rules: readonly { readonly name: string; readonly file: string }[],
  files: readonly { readonly path: string; readonly text: string }[],
): Map<string, ConditionCoverage> {
  const coverage = new Map<string, ConditionCoverage>();
  for (const { name, file } of rules) {
    const one = ConditionCoverage.of(files.find(({ path }) => path === file)!);
    if (one !== undefined) coverage.set(name, one);
  }
  return coverage;
}

/** What no test came by, one line each, at its place in the rule. */
function gapsOf({ file, conditions, steps }: ConditionCoverage): string[] {
  const unseen = conditions.flatMap(({ condition, part, line, column, ...seen }) => {
    const never = seen.true + seen.false === 0 ? 'never asked' : seen.true === 0 ? 'never true' : seen.false === 0 ? 'never false' : '';
    return never === '' ? [] : [`${file}:${line}:${column} ${never} in any test: ${part} (${condition})`];
  });
  const undone = steps
    .filter(({ done }) => done === 0)
    .map(({ step, line, column }) => `${file}:${line}:${column} never done in any test: ${step}`);
  return [...unseen, ...undone];
}

function coveredWords(coverage: ReadonlyMap<string, ConditionCoverage>, gaps: number): string {
  let parts = 0;
  for (const { conditions, steps } of coverage.values()) parts += conditions.length + steps.length;
  return `${parts - gaps} of ${parts} parts of conditions and actions covered\n`;
}
