import type { EnginePlan } from './engine-plan.ts';

/** One process that only admits. */
export const admits: EnginePlan = { roles: ['admit'] };
/** One process that does everything but admit. */
export const works: EnginePlan = { roles: ['enrich', 'decide', 'deliver'] };
/** Two workers share the partitions, four lanes each under these names; admission stands apart, so that a fault of a worker does not disturb who sends. */
export const usual: { readonly [name: string]: EnginePlan } = { admit: admits, alpha: works, beta: works };
