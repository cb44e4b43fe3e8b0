/** Where the enrich lane of partition 0, which owns the deployment's model, keeps it: the model, its version alone (cheap to ask for), and outcomes that wait to be taught. */
export const leadFields = { lane: 0, school: 'lead-school', version: 'lead-version', desk: 'lead-desk' } as const;
