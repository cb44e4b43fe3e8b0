import { Command } from 'commander';
import { runRuleTests } from '#app';
import { formatFinding } from '#document';
import { checkRules, readRuleTests } from '#rule';
import { readRulePaths } from './read-rule-paths.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `test`: runs rule tests on virtual time. */
export function testCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('test')
    .description('Run rule tests on virtual time: 0 when all pass, 1 when not.')
    .argument('[paths...]', 'files or folders with rules and their *.test.yaml; the shipped ones without any')
    .option('--json', 'print results as one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent test\n  crosscurrent test rules/care --json\n')
    .action((paths: readonly string[], options: { readonly json?: boolean }, command: Command) =>
      finish(async () => {
        const files = await readRulePaths(paths, (words) => command.error(words));
        const checked = checkRules(files.rules);
        const read = files.tests.map(({ text, path }) => readRuleTests(text, path));
        const findings = [...checked.findings, ...read.flatMap((one) => one.findings)].filter(({ severity }) => severity === 'error');
        const results =
          checked.bundle === undefined || findings.length > 0
            ? []
            : runRuleTests(
                read.flatMap(({ tests }) => tests),
                checked.bundle,
              );
        const failed = results.filter(({ passed }) => !passed);
        if (options.json === true) {
          terminal.out(`${JSON.stringify({ findings, results })}\n`);
        } else {
          for (const finding of findings) terminal.out(`${formatFinding(finding)}\n`);
          for (const { file, line, name, failures } of failed) {
            terminal.out(`${file}:${line} failed: ${name}\n`);
            for (const failure of failures) {
              terminal.out(`  ${file}:${failure.line}:${failure.column} expected ${failure.expected}; got ${failure.got}\n`);
            }
          }
          terminal.out(`${results.length - failed.length} passed, ${failed.length + findings.length} failed\n`);
        }
        return failed.length + findings.length > 0 ? 1 : 0;
      }),
    );
}
