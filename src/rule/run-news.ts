/** How an action ended: `failed` is a dead letter, `suppressed` was held back by a guard and never sent. */
export type CallOutcome = 'delivered' | 'failed' | 'suppressed';

/** RunNews is what a run is told from outside by a signal to its key: what came of one of its calls, or what a person decided. */
export type RunNews =
  | {
      readonly kind: 'report';
      readonly run: string;
      readonly step: string;
      /** How often the call had been given up before, and which of its intents this is. */
      readonly round: number;
      readonly part: number;
      readonly outcome: CallOutcome;
      /** Why it was given up, or which guard held it back. */
      readonly why?: string;
    }
  | {
      readonly kind: 'answer';
      readonly run: string;
      readonly step: string;
      readonly decision: 'yes' | 'no';
      readonly by: string;
      readonly comment: string;
    };
