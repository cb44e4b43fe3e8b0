import { eventKinds } from '#event';
import { errorCodes, type Json, type JsonObject } from '#kernel';
import type { ClientProtocol } from './clients/client-protocol.ts';
import { clientProtocols } from './clients/client-protocols.ts';
import { segmentCalls } from './segment-event.ts';

/** The OpenAPI 3.1 description of the routes this room serves. Event schemas are those of the catalogue. */
export function describeApi(): JsonObject {
  const problem = {
    description: 'A problem (RFC 9457) with a stable code',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  const errors = {
    '400': problem,
    '401': problem,
    '408': problem,
    '413': problem,
    '415': problem,
    '422': problem,
    '429': problem,
    '503': problem,
  };
  const event = { $ref: '#/components/schemas/Event' };
  const segment = (summary: string): JsonObject => ({
    post: {
      summary,
      security: [{ basic: [] }, { bearer: [] }, { writeKey: [] }, {}],
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: { '200': admitted('Taken; refused messages of a batch are listed'), ...errors },
    },
  });
  const most: JsonObject = { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 } };
  const asked = (summary: string, required: string[], properties: JsonObject): JsonObject => ({
    summary,
    security: [{ bearer: [] }],
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', required, properties } } } },
    responses: { '200': answered('Done, and durable'), '400': problem, '401': problem, '409': problem, '422': problem, '503': problem },
  });
  const ready = probe('Whether accepted events are durable now', 'application/json');
  ((ready['get'] as JsonObject)['responses'] as JsonObject)['503'] = { description: 'Not ready', content: { 'application/json': {} } };
  return {
    openapi: '3.1.0',
    info: { title: 'Crosscurrent', version: '1', description: 'Admission of marketing events.' },
    paths: {
      '/v1/events': {
        post: {
          summary: 'Admit events: CloudEvents (structured, batched, binary), plain JSON, NDJSON; gzip is taken',
          security: [{ basic: [] }, { bearer: [] }, { writeKey: [] }],
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: { oneOf: [event, { type: 'array', items: event }] } },
              'application/cloudevents+json': { schema: event },
              'application/cloudevents-batch+json': { schema: { type: 'array', items: event } },
              'application/x-ndjson': { schema: { type: 'string' } },
            },
          },
          responses: { '202': admitted('Durably accepted, at least one of them'), ...errors },
        },
      },
      ...Object.fromEntries(segmentCalls.map((call) => [`/v1/${call}`, segment(`One ${call} call of the Segment spec`)])),
      ...Object.fromEntries(segmentCalls.map((call) => [`/v1/${call[0]}`, segment(`The same as /v1/${call}`)])),
      '/v1/batch': segment('A batch of calls of the Segment spec'),
      '/v1/b': segment('The same as /v1/batch'),
      ...Object.fromEntries(clientProtocols.flatMap((protocol) => clientPaths(protocol, errors))),
      '/v1/attribution': {
        get: {
          summary: 'Who is owed what for the conversions of some days, by each model; corrections belong to the day of the conversion',
          security: [{ bearer: [] }],
          parameters: [
            { name: 'from', in: 'query', schema: { type: 'string', format: 'date' } },
            { name: 'to', in: 'query', schema: { type: 'string', format: 'date' } },
            { name: 'model', in: 'query', schema: { type: 'string' } },
            { name: 'by', in: 'query', schema: { enum: ['channel', 'campaign'], default: 'campaign' } },
          ],
          responses: { '200': answered('Credits by model'), '400': problem, '401': problem, '503': problem },
        },
      },
      '/v1/experiments': {
        get: {
          summary:
            'How experiments stand: contacts, conversions, uplift with an interval that may be watched at any time, and whether the split is right',
          security: [{ bearer: [] }],
          responses: { '200': answered('One result per experiment and design'), '401': problem, '503': problem },
        },
      },
      '/v1/experiments/{name}': {
        get: {
          summary: 'How one experiment stands',
          security: [{ bearer: [] }],
          parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { '200': answered('Its designs, the latest first'), '401': problem, '404': problem, '503': problem },
        },
      },
      '/webhooks/{source}': {
        get: {
          summary: 'A platform asks whether the address is ours, or sends an event in the query',
          security: [{}],
          parameters: [source],
          responses: {
            '200': answered('What the platform needs to hear'),
            '401': problem,
            '404': problem,
            '405': problem,
            '429': problem,
            '503': problem,
          },
        },
        post: {
          summary: 'A platform sends events, signed in its own way; what does not fit is kept and not told',
          security: [{}],
          parameters: [source],
          requestBody: { required: true, content: { '*/*': {} } },
          responses: {
            '200': answered('Everything that fits is durable'),
            '400': problem,
            '401': problem,
            '404': problem,
            '405': problem,
            '413': problem,
            '415': problem,
            '429': problem,
            '503': problem,
          },
        },
      },
      '/v1/budgets': {
        get: {
          summary: 'Plans of budgets, newest first, and how the month goes',
          security: [{ bearer: [] }],
          responses: { '200': answered('Pace and plans'), '401': problem, '503': problem },
        },
      },
      '/v1/budgets/{plan}': {
        get: {
          summary: 'One plan: what it proposes, why, and what became of it',
          security: [{ bearer: [] }],
          parameters: [plan],
          responses: { '200': answered('The plan'), '400': problem, '401': problem, '404': problem },
        },
      },
      '/v1/budgets/{plan}/approval': {
        post: {
          ...asked('Answer a plan that waits', ['decision'], {
            decision: { enum: ['yes', 'no'] },
            by: { type: 'string', maxLength: 100 },
            comment: { type: 'string', maxLength: 500 },
          }),
          parameters: [plan],
        },
      },
      '/v1/rules': {
        get: {
          summary: 'The rules in force, why newer ones were refused, and which worker runs which',
          security: [{ bearer: [] }],
          responses: { '200': answered('Rules and workers'), '401': problem, '503': problem },
        },
      },
      '/v1/rules/{name}': {
        get: {
          summary: 'One rule',
          security: [{ bearer: [] }],
          parameters: [rule],
          responses: { '200': answered('The rule'), '400': problem, '401': problem, '404': problem },
        },
      },
      '/v1/rules/{name}/explain': {
        get: {
          summary: 'Where a rule stands on a key, and its last decisions; without a key only these',
          security: [{ bearer: [] }],
          parameters: [
            rule,
            { name: 'key', in: 'query', schema: { type: 'string', maxLength: 4_096 } },
            { name: 'last', in: 'query', schema: { type: 'integer', minimum: 0, maximum: 100, default: 5 } },
          ],
          responses: { '200': answered('The explanation'), '400': problem, '401': problem, '404': problem, '503': problem },
        },
      },
      '/v1/approvals': {
        get: {
          summary: 'Actions that wait for a yes because they cost much, those that expire soonest first',
          security: [{ bearer: [] }],
          parameters: [most],
          responses: { '200': answered('Held actions'), '400': problem, '401': problem, '503': problem },
        },
        post: asked('Answer a held action', ['id', 'decision'], {
          id: { type: 'string', maxLength: 60 },
          decision: { enum: ['yes', 'no'] },
          by: { type: 'string', maxLength: 100 },
          comment: { type: 'string', maxLength: 500 },
        }),
      },
      '/v1/kill-switch': {
        get: {
          summary: 'The kill switches that are on',
          security: [{ bearer: [] }],
          responses: { '200': answered('Switches'), '401': problem, '503': problem },
        },
        post: asked('Turn a kill switch on or off: everything, or one account or type of connector', ['state'], {
          state: { enum: ['on', 'off'] },
          connector: { type: 'string', maxLength: 64 },
          why: { type: 'string', maxLength: 500 },
          by: { type: 'string', maxLength: 100 },
        }),
      },
      '/v1/suppressed': {
        get: {
          summary: 'Actions that guards gave up, the newest first, with the guard and why',
          security: [{ bearer: [] }],
          parameters: [most],
          responses: { '200': answered('Suppressed actions'), '400': problem, '401': problem, '503': problem },
        },
      },
      '/v1/workflows': {
        get: {
          summary: 'Workflow runs on their way, those that move soonest first; asks=yes: those that ask a person',
          security: [{ bearer: [] }],
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1_000, default: 100 } },
            { name: 'asks', in: 'query', schema: { enum: ['yes'] } },
          ],
          responses: { '200': answered('Runs, by what they wait for'), '400': problem, '401': problem, '503': problem },
        },
      },
      '/v1/workflows/{run}': {
        get: {
          summary: 'One workflow run: what it did, what it waits for',
          security: [{ bearer: [] }],
          parameters: [run],
          responses: { '200': answered('The run'), '400': problem, '401': problem, '404': problem, '503': problem },
        },
      },
      '/v1/workflows/{run}/approval': {
        post: {
          summary: 'Answer what a run asks',
          security: [{ bearer: [] }],
          parameters: [run],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['decision'],
                  properties: {
                    decision: { enum: ['yes', 'no'] },
                    by: { type: 'string', maxLength: 100 },
                    comment: { type: 'string', maxLength: 500 },
                    step: { type: 'string', maxLength: 200 },
                  },
                },
              },
            },
          },
          responses: {
            '202': answered('The answer is durable; the run hears it'),
            '400': problem,
            '401': problem,
            '404': problem,
            '409': problem,
            '422': problem,
            '503': problem,
          },
        },
      },
      '/webhooks/slack-interactivity': {
        post: {
          summary: 'Presses of the buttons of questions, signed by Slack',
          security: [],
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: { type: 'object', required: ['payload'], properties: { payload: { type: 'string' } } },
              },
            },
          },
          responses: {
            '200': { description: 'Heard; an answer is durable' },
            '400': problem,
            '401': problem,
            '429': problem,
            '503': problem,
          },
        },
      },
      '/metrics': probe('Metrics in the text format of Prometheus', 'text/plain'),
      '/healthz': probe('The process lives', 'application/json'),
      '/readyz': ready,
      '/openapi.json': probe('This description', 'application/json'),
    },
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'bearer' },
        writeKey: { type: 'apiKey', in: 'header', name: 'X-Write-Key' },
      },
      schemas: {
        Event: {
          type: 'object',
          required: ['type'],
          properties: {
            id: { type: 'string', minLength: 1, maxLength: 256 },
            source: { type: 'string', minLength: 1, maxLength: 512 },
            specversion: { const: '1.0' },
            type: { type: 'string', maxLength: 128, examples: eventKinds.map((kind) => kind.type) },
            subject: { type: 'string', maxLength: 1_024 },
            time: { oneOf: [{ type: 'string', format: 'date-time' }, { type: 'integer' }] },
            data: { anyOf: [...eventKinds.map((kind) => ({ $ref: `#/components/schemas/${kind.type}` })), { type: 'object' }] },
          },
        },
        ...Object.fromEntries(
          eventKinds.map((kind) => [kind.type, { description: kind.summary, ...(kind.data as unknown as JsonObject) }]),
        ),
        Admitted: {
          type: 'object',
          required: ['accepted', 'refused'],
          properties: {
            accepted: { type: 'integer' },
            refused: { type: 'integer' },
            id: { type: 'string' },
            success: { const: true },
            items: { type: 'array', items: { $ref: '#/components/schemas/Verdict' } },
          },
        },
        Verdict: {
          type: 'object',
          required: ['index', 'status'],
          properties: {
            index: { type: 'integer' },
            id: { type: 'string' },
            status: { enum: ['accepted', 'refused'] },
            code: { enum: Object.keys(errorCodes) },
            pointer: { type: 'string' },
            reason: { type: 'string' },
          },
        },
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { enum: Object.keys(errorCodes) as Json[] },
            detail: { type: 'string' },
            requestId: { type: 'string' },
            errors: { type: 'array', items: { $ref: '#/components/schemas/Verdict' } },
          },
        },
      },
    },
  };
}

const admitted = (description: string): JsonObject => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Admitted' } } },
});

const run: JsonObject = { name: 'run', in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } };
const source: JsonObject = { name: 'source', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,63}$' } };
const plan: JsonObject = { name: 'plan', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9T-]{10,20}$' } };
const rule: JsonObject = { name: 'name', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,99}$' } };

const answered = (description: string): JsonObject => ({ description, content: { 'application/json': {} } });

const probe = (summary: string, media: string): JsonObject => ({
  get: { summary, responses: { '200': { description: summary, content: { [media]: {} } } } },
});

/** The addresses of a client's protocol. What its answers look like is the client's business. */
function clientPaths({ summary, posts, gets = [] }: ClientProtocol, errors: JsonObject): [string, JsonObject][] {
  const operation = (more: JsonObject): JsonObject => ({
    summary,
    security: [{ basic: [] }, { bearer: [] }, { writeKey: [] }, {}],
    ...more,
    responses: { '2XX': { description: "Taken; the answer is the client's own" }, ...errors },
  });
  const body: JsonObject = { required: true, content: { 'application/json': { schema: {} } } };
  return [
    ...posts.map((path): [string, JsonObject] => [path, { post: operation({ requestBody: body }) }]),
    ...gets.map((path): [string, JsonObject] => [path, { get: operation({}) }]),
  ];
}
