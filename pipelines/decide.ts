import { advanceWorkflows, decideRules } from '#operators';
import { definePipeline, type DecidePipeline } from '#pipeline';

/** Rules and workflows, per rule and key. */
export const decide: DecidePipeline = definePipeline({
  name: 'decide',
  summary: 'Folds signals into windows, decides, and takes workflows on.',
  from: 'signals',
  accepts: () => true,
  through: [decideRules, advanceWorkflows],
  into: 'outbox',
});
