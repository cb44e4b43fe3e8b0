import {
  attribute,
  dedupe,
  foretellLead,
  joinContacts,
  keepContact,
  keepExperiments,
  keepSegments,
  keepSpend,
  learnLeads,
  matchRules,
  scoreLead,
  suppressErased,
  tellRuns,
} from '#operators';
import { definePipeline, type EnrichPipeline } from '#pipeline';

/** Everything that is not said but done or paid: ads, leads, mailings, pages, purchases, consents, reports. */
export const ads: EnrichPipeline = (settings) =>
  definePipeline({
    name: 'ads',
    summary: 'Follows what people do and what it costs, and asks the rules.',
    from: 'events',
    accepts: () => true,
    through: [
      dedupe(),
      suppressErased,
      ...(settings.identity === undefined ? [] : [joinContacts(settings.identity, settings.lead)]),
      keepContact(),
      scoreLead(settings.lead),
      foretellLead(settings.lead, settings.leads ?? (() => undefined)),
      keepSegments(settings.lead),
      learnLeads(settings.lead),
      attribute(settings.attribution),
      keepSpend(),
      keepExperiments(settings.experiments),
      tellRuns,
      matchRules,
    ],
    into: 'signals',
  });
