/** What can give an action up: a label of metrics and reports, so few and fixed. `no-rate`: money of a currency, or an amount, that no limit can be held to. */
export type Guard = 'consent' | 'spend-cap' | 'frequency-cap' | 'quiet-hours' | 'approval' | 'blast-radius' | 'no-rate';
