import type { Scenario } from '../rig/scenario.ts';

/** Nothing goes wrong: if this fails, the rig is at fault. */
export const calm: Scenario = {
  name: 'calm',
  about: 'two workers share the partitions and nothing goes wrong',
  engines: {
    admit: { roles: ['admit'] },
    alpha: { roles: ['enrich', 'decide', 'deliver'] },
    beta: { roles: ['enrich', 'decide', 'deliver'] },
  },
  steps: [],
};
