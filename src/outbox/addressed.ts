import type { Delivery } from './delivery.ts';

/** The contacts an action reaches: its audience, else the one person it is for; nobody when its operation, or its account, reaches none of those it names. */
export function addressed({ intent, account, connector }: Delivery): readonly string[] {
  const operation = connector.operations.find(({ name }) => name === intent.operation);
  if (operation?.reaches === false || account.options['reaches'] === 'no') return [];
  return intent.members ?? (intent.contact === undefined ? [] : [intent.contact]);
}
