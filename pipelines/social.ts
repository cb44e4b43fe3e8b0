import {
  askTextModel,
  attribute,
  dedupe,
  detectLanguage,
  foretellLead,
  joinContacts,
  keepContact,
  keepSegments,
  matchRules,
  scoreAspects,
  scoreLead,
  scoreSentiment,
  suppressErased,
  tagIntent,
  tagTopics,
} from '#operators';
import { definePipeline, type EnrichPipeline } from '#pipeline';

/** What people say: mentions, comments, reactions, shares, messages, follows. */
export const social: EnrichPipeline = (settings) =>
  definePipeline({
    name: 'social',
    summary: 'Understands what people say, and asks the rules.',
    from: 'events',
    accepts: (event) => event.type.startsWith('social.'),
    through: [
      dedupe(),
      suppressErased,
      ...(settings.identity === undefined ? [] : [joinContacts(settings.identity, settings.lead)]),
      detectLanguage(),
      scoreSentiment(settings.sentiment),
      ...(settings.textModel === undefined ? [] : [askTextModel(settings.textModel)]),
      tagTopics(settings.topics),
      scoreAspects(settings.topics, settings.sentiment),
      tagIntent(),
      keepContact(),
      scoreLead(settings.lead),
      foretellLead(settings.lead, settings.leads ?? (() => undefined)),
      keepSegments(settings.lead),
      attribute(settings.attribution),
      matchRules,
    ],
    into: 'signals',
  });
