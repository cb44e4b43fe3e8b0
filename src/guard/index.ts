export type { Guards, MoneyLimit, QuietHours } from './guards.ts';
export { guardsSchema, type AuthoredGuards } from './guards-schema.ts';
export { guardMistakes, type GuardMistake } from './guard-mistakes.ts';
export { normaliseGuards } from './normalise-guards.ts';
export { convert, formatMoney, microsOf, type Rates } from './money.ts';
export { RateTable, type RateDay } from './rate-table.ts';
export { isZone } from './is-zone.ts';
export { quietUntil } from './quiet-until.ts';
