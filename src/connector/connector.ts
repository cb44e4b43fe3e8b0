import type { DeliveryReport, Intent } from '#action';
import type { Account } from '#config';

/** Type of a call parameter: `text` is a template with `${CEL}` holes; `contacts`, `number` and `any` are CEL expressions when written as a string. */
export type ParameterType = 'text' | 'contacts' | 'number' | 'any';

/** One parameter of an operation. `money` marks the one that says what the action costs, and the one that names its currency; money guards read them. */
export interface OperationParameter {
  readonly type: ParameterType;
  readonly required: boolean;
  readonly summary: string;
  readonly money?: 'amount' | 'currency';
}

/** One operation of a connector, as rules may call it. `spends` marks operations that always cost money: one of its parameters says how much. */
export interface Operation {
  readonly name: string;
  readonly summary: string;
  readonly parameters: { readonly [name: string]: OperationParameter };
  /** True when parameters beyond the listed ones are allowed (the generic webhook). */
  readonly open: boolean;
  readonly spends: boolean;
  /** False when it reaches nobody it names, as a message to colleagues: such an action may come at night and as often as it will. */
  readonly reaches?: boolean;
}

/** A person opened for sending: plain identifiers, in memory only, never logged or stored. */
export interface OpenedContact {
  readonly contact: string;
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
}

/** What a connector is given for one attempt: the intent, the account, and the opened people it may address (already past the consent gate). */
export interface Dispatch {
  readonly intent: Intent;
  readonly account: Account;
  readonly people: readonly OpenedContact[];
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** A connector performs intents on one kind of platform. It never throws for what a platform may answer: it reports. The same dispatch must produce the same bytes. */
export interface Connector {
  readonly type: Account['type'];
  readonly summary: string;
  readonly operations: readonly Operation[];
  perform(dispatch: Dispatch): Promise<DeliveryReport>;
}
