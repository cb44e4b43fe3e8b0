import { Command } from 'commander';
import { callAccounts, version } from '#app';
import { ruleSettings } from '#config';
import { formatFinding, sarifLog } from '#document';
import { type CheckOptions, checkRules, lints, readRuleTests } from '#rule';
import { readRulePaths } from './read-rule-paths.ts';
import type { Finish, Terminal } from './terminal.ts';

interface Options {
  readonly config?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly sarif?: boolean;
}

/** `check`: reads rules and rule tests and says what is wrong with them, without running anything. */
export function checkCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('check')
    .description('Check rules and rule tests: 0 when clean, 1 with findings.')
    .argument('[paths...]', 'files or folders; the rules of the configuration, or the shipped ones, without any')
    .option('--config <file>', 'configuration whose accounts, rules folder and retention count; no secret is read')
    .option('--strict', 'let warnings fail too')
    .option('--json', 'print findings as one JSON object')
    .option('--sarif', 'print findings as a SARIF 2.1.0 log, for code hosts and editors')
    .addHelpText(
      'after',
      '\nExamples:\n  crosscurrent check\n  crosscurrent check rules/care/angry-post.yaml --json\n  crosscurrent check rules --config crosscurrent.yaml --strict --sarif > rules.sarif\n',
    )
    .action((paths: readonly string[], options: Options, command: Command) =>
      finish(async () => {
        if (options.json === true && options.sarif === true) command.error('error: --json and --sarif exclude each other');
        const settings = options.config === undefined ? undefined : ruleSettings(options.config);
        const context: CheckOptions =
          settings === undefined ? {} : { accounts: callAccounts(settings), stateRetention: settings.stateRetention };
        const places = paths.length === 0 && settings !== undefined ? [settings.rulesFolder] : paths;
        const files = await readRulePaths(places, (words) => command.error(words));
        const checked = checkRules(files.rules, context);
        const findings = [...checked.findings, ...files.tests.flatMap(({ text, path }) => readRuleTests(text, path).findings)];
        const errors = findings.filter(({ severity }) => severity === 'error').length;
        if (options.json === true) {
          terminal.out(`${JSON.stringify({ rules: checked.rules, segments: checked.segments, findings })}\n`);
        } else if (options.sarif === true) {
          const texts = new Map(lints.map((lint) => [lint.code, lint]));
          terminal.out(`${JSON.stringify(sarifLog(findings, { name: 'crosscurrent', version, texts }))}\n`);
        } else {
          for (const finding of findings) terminal.out(`${formatFinding(finding)}\n`);
          const segments = checked.segments.length === 0 ? '' : ` ${checked.segments.length} segments,`;
          terminal.out(`${checked.rules.length} rules,${segments} ${errors} errors, ${findings.length - errors} warnings\n`);
        }
        return errors > 0 || (options.strict === true && findings.length > 0) ? 1 : 0;
      }),
    );
}
