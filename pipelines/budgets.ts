import { definePlanning } from '#pipeline';

/** Plans of how to split budgets. It runs on schedule in one process, from what the lanes keep of spend and credit, and never in a lane. */
export const budgets = definePlanning({
  name: 'budgets',
  summary:
    'Learns from spend and results what each channel brings, proposes a split, and changes budgets in stages when a person said yes.',
  from: 'state',
  through: ['collect', 'fit', 'propose', 'approve', 'apply', 'watch'],
  into: 'outbox',
});
