import { checkRules, readRuleFolder, type RuleBundle } from '#rule';

/** The rules of the rig, compiled against its one account, a webhook named `rig`. */
export async function rigRules(folder: string): Promise<RuleBundle> {
  const send = {
    name: 'send',
    parameters: {},
    open: true,
  };
  const { bundle, findings } = checkRules(await readRuleFolder(folder), {
    accounts: new Map([['rig', { type: 'webhook', operations: [send] }]]),
  });
  if (!bundle)
    throw new Error(`the rules of the rig have mistakes: ${JSON.stringify(findings.filter(({ severity }) => severity === 'error'))}`);
  return bundle;
}
