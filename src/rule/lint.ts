import type { CallAccounts } from './accounts.ts';
import type { NormalRule } from './normal-rule.ts';

/** What a lint looks at. `retention` is how long state is kept, in milliseconds, when that is known. */
export interface LintedRule {
  readonly rule: NormalRule;
  readonly accounts: CallAccounts;
  readonly retention?: number;
}

/** What a lint has to say of one place. `pointer` leads to the place in the author's document; `at` is its key, its value or an offset inside its text. */
export interface Doubt {
  readonly pointer: string;
  readonly at: 'key' | 'value' | number;
  readonly message: string;
  readonly hint: string;
  readonly suggestion?: string;
}

/**
 * Lint looks at one rule for one thing that the language allows and that is probably not meant (a warning), or cannot work (an error). `text` says in one sentence what it finds and why that
 * matters: it is the documentation of the code.
 */
export interface Lint {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly text: string;
  look(linted: LintedRule): readonly Doubt[];
}
