/** What a parameter of an operation takes: `text` a template with `${CEL}` holes; the others a CEL expression when written as text. */
export interface CallParameter {
  readonly type: 'text' | 'contacts' | 'number' | 'any';
  readonly required: boolean;
  /** The parameter says what the action costs, or in which currency. */
  readonly money?: 'amount' | 'currency';
}

/** An operation as a rule may call it; a connector's `Operation` fits. `open` allows parameters beyond the listed ones. */
export interface CallOperation {
  readonly name: string;
  readonly parameters: { readonly [name: string]: CallParameter };
  readonly open: boolean;
  /** Calling it always costs money. */
  readonly spends?: boolean;
}

/** The accounts a rule may name, each with its operations; the first is meant when a step names none. */
export type CallAccounts = ReadonlyMap<string, { readonly type: string; readonly operations: readonly CallOperation[] }>;
