import { join } from 'node:path';
import { packageFolder, type RuleSettings } from '#config';
import { createHttp } from '#connector';
import { createConnectors } from '#connectors';
import { defaultAccounts, type CallAccounts } from '#rule';

/**
 * What rules may call under these settings: the configured accounts, each with the operations of its connector. In shadow mode nothing is sent, and the rules that are shipped are written
 * for accounts that not everybody has: there the shipped accounts may be named too. An action for an account that is not set up becomes a dead letter that says so.
 */
export function callAccounts(
  settings: Pick<RuleSettings, 'accounts' | 'rulesMode'> & { readonly rulesFolder: string | undefined },
): CallAccounts {
  // Nothing is performed here: only the lists of operations are read.
  const connectors = createConnectors(createHttp({ now: () => 0 }), () => 0);
  const own = settings.accounts.map(({ name, type }) => [name, { type, operations: connectors.get(type)?.operations ?? [] }] as const);
  const lenient = settings.rulesMode === 'shadow' || settings.rulesFolder === join(packageFolder(), 'rules');
  return new Map([...(lenient ? defaultAccounts : []), ...own]);
}
