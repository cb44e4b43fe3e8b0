import { Command } from 'commander';
import { formatFinding } from '#document';
import { checkRules, readRuleTests } from '#rule';
import { readRulePaths } from './read-rule-paths.ts';
import type { Finish, Terminal } from './terminal.ts';

/** `check`: reads rules and rule tests and says what is wrong with them, without running anything. */
export function checkCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('check')
    .description('Check rules and rule tests: 0 when clean, 1 with findings.')
    .argument('[paths...]', 'files or folders; the shipped rules without any')
    .option('--json', 'print findings as one JSON object')
    .addHelpText('after', '\nExamples:\n  crosscurrent check\n  crosscurrent check rules/care/angry-post.yaml --json\n')
    .action((paths: readonly string[], options: { readonly json?: boolean }, command: Command) =>
      finish(async () => {
        const files = await readRulePaths(paths, (words) => command.error(words));
        const checked = checkRules(files.rules);
        const findings = [...checked.findings, ...files.tests.flatMap(({ text, path }) => readRuleTests(text, path).findings)];
        const errors = findings.filter(({ severity }) => severity === 'error').length;
        if (options.json === true) {
          terminal.out(`${JSON.stringify({ rules: checked.rules, findings })}\n`);
        } else {
          for (const finding of findings) terminal.out(`${formatFinding(finding)}\n`);
          terminal.out(`${checked.rules.length} rules, ${errors} errors, ${findings.length - errors} warnings\n`);
        }
        return errors > 0 ? 1 : 0;
      }),
    );
}
