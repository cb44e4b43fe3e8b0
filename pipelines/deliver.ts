import { defineDelivery } from '#pipeline';

/** The way of an intent to its platform. Its steps wait on people's consent, on pace and on the network, so they run as competing workers and not in a lane. */
export const deliver = defineDelivery({
  name: 'deliver',
  summary: 'Asks for consent at the moment of sending, keeps the pace, sends, and writes down what came of it.',
  from: 'outbox',
  through: ['suppress', 'pace', 'deliver', 'record'],
  into: 'platforms',
});
