import type { JsonObject } from '#kernel';
import { nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, numberOf, requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';

const KNOWN = new Set(
  'eventId subscriptionId portalId appId occurredAt subscriptionType attemptNumber objectId objectTypeId propertyName propertyValue changeSource changeFlag sourceId isSensitive messageId messageType primaryObjectId mergedObjectIds newObjectId numberOfPropertiesMoved associationType fromObjectId toObjectId associationRemoved isPrimaryAssociation'.split(
    ' ',
  ),
);
/** Properties of which nothing personal can be said, and the field each is here. The values of all others are kept sealed: what a customer calls a property of its own, nobody knows. */
const PLAIN = new Map([
  ['dealstage', 'stage'],
  ['lifecyclestage', 'stage'],
  ['hs_lead_status', 'stage'],
  ['hs_pipeline_stage', 'stage'],
  ['pipeline', 'pipeline'],
  ['hubspot_owner_id', 'owner'],
]);

/** HubSpot's webhooks v3: changes of records, in batches. */
export const hubspot: Platform = {
  type: 'hubspot',
  title: 'HubSpot (webhooks v3)',
  takes: 'records that are made, change, or are deleted: contacts, companies, deals, tickets',
  evidence: 'V',
  methods: ['POST'],
  sends: 'json',
  deadline: 5_000,
  deadlineEvidence: 'V',
  retries: 'up to 10 times over 24 h after no connection, no answer in time, 4xx, 5xx (V)',
  identity: 'portal, subscription, object, `eventId` and `occurredAt`: `eventId` alone is not sure to be one (S)',
  read: (sent) => takeEach(Array.isArray(sent.value) ? sent.value : [sent.value], sent, (one) => change(one, sent)),
  traps: [
    'Method and address are signed with the body: behind a proxy that changes the address, `url` must say the public one.',
    'The timestamp is in milliseconds.',
    'Changes come in no order: `occurredAt` counts.',
    'Values of properties may be anybody’s: all but stages, amounts, pipelines and owners are sealed.',
  ],
};

function change(one: JsonObject, sent: Sent): Mapped {
  const kind = requiredText(one, 'subscriptionType');
  const record = requiredText(one, 'objectId');
  const portal = requiredText(one, 'portalId');
  const occurred = textOf(one['occurredAt']) ?? '';
  const [object = 'record', verb = ''] = kind.split('.');
  const property = textOf(one['propertyName']);
  const value = textOf(one['propertyValue']);
  const plain = property === undefined ? undefined : PLAIN.get(property);
  const amount = property === 'amount' ? numberOf(one['propertyValue']) : undefined;
  const person = object === 'contact';
  const gone = verb === 'deletion' || verb === 'privacyDeletion';
  return platformEvent({
    id: nativeId('hubspot', portal, textOf(one['subscriptionId']) ?? '', record, textOf(one['eventId']) ?? '', occurred),
    type: gone ? 'crm.deleted' : 'crm.updated',
    time: epochOf(one['occurredAt']),
    data: {
      platform: 'hubspot',
      object,
      change: verb,
      record,
      account: portal,
      property,
      changeSource: textOf(one['changeSource']),
      ...(plain === undefined ? {} : { [plain]: value }),
      value: amount !== undefined && amount >= 0 ? amount : undefined,
      // Who a contact is, its own properties say; the names are those our privacy knows.
      ...(person && property === 'email' ? { email: value } : {}),
      ...(person && (property === 'phone' || property === 'mobilephone') ? { phone: value } : {}),
      answers:
        plain === undefined && amount === undefined && property !== undefined && value !== undefined ? { [property]: value } : undefined,
      unmapped: sent.surprises.unknownFields(one, KNOWN, 'event'),
    },
    ...(person ? { identifiers: { crmId: `hubspot:${portal}:${record}` } } : {}),
  });
}
