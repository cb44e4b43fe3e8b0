/**
 * Finding is a mistake (or a doubt) in a file that a person wrote, at its exact place. Lines and columns count from 1.
 * `suggestion` is the word that was probably meant; `hint` says what to do next. Errors make the file unusable, warnings do not.
 */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly hint?: string;
}
