import type { FastifyInstance } from 'fastify';
import type { Ledger } from './ledger.ts';

/** What every stand-in is given: the server, the ledger, and the time of the machine in epoch milliseconds. Request bodies arrive as a Buffer, untouched, because signatures are over bytes. */
export interface StandInNeeds {
  readonly server: FastifyInstance;
  readonly ledger: Ledger;
  readonly now: () => number;
}

/** An answer a stand-in gives in the platform's own form. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** How a platform words a fault: throttling and an outage look different on each. */
export interface FaultWords {
  readonly throttled: Answer;
  readonly down: Answer;
}
