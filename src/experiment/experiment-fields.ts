/** Where each enrich lane keeps what it counted of experiments: the names it has seen, and a record per name. */
export const experimentFields = { names: 'x-names', record: (experiment: string): string => `x-of|${experiment}` } as const;
