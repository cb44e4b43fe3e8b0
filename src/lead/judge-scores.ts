/** How well probabilities foretold outcomes. */
export interface ScoreFigures {
  /** Chance that a lead that converted had a higher probability than one that did not (ties count half); 0.5 when all did or none. */
  readonly auc: number;
  readonly logLoss: number;
  /** Expected calibration error: mean distance of probability and outcome over ten bins of equal width, weighted by their size. */
  readonly ece: number;
  /** How many times more often the tenth with the highest probabilities converted than all did. */
  readonly lift10: number;
}

/** Judges probabilities against outcomes (true: converted). */
export function judgeScores(probabilities: readonly number[], outcomes: readonly boolean[]): ScoreFigures {
  const count = outcomes.length;
  const converted = outcomes.reduce((sum, outcome) => sum + (outcome ? 1 : 0), 0);
  if (count === 0) return { auc: 0.5, logLoss: 0, ece: 0, lift10: 1 };
  const order = probabilities.map((_, at) => at).sort((one, other) => probabilities[one]! - probabilities[other]!);
  let ranks = 0;
  for (let from = 0; from < count;) {
    let to = from;
    while (to < count && probabilities[order[to]!] === probabilities[order[from]!]) to++;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) if (outcomes[order[at]!] === true) ranks += rank;
    from = to;
  }
  const bins = Array.from({ length: 10 }, () => [0, 0]);
  let loss = 0;
  for (const [at, probability] of probabilities.entries()) {
    const outcome = outcomes[at]!;
    const bounded = Math.min(1 - 1e-12, Math.max(1e-12, probability));
    loss -= Math.log(outcome ? bounded : 1 - bounded);
    const bin = bins[Math.min(9, Math.floor(probability * 10))]!;
    bin[0]! += probability;
    bin[1]! += outcome ? 1 : 0;
  }
  const tenth = Math.max(1, Math.round(count / 10));
  const best = order.slice(count - tenth).reduce((sum, at) => sum + (outcomes[at] === true ? 1 : 0), 0);
  const others = count - converted;
  return {
    auc: converted > 0 && others > 0 ? (ranks - (converted * (converted + 1)) / 2) / (converted * others) : 0.5,
    logLoss: loss / count,
    ece: bins.reduce((sum, [expected, seen]) => sum + Math.abs(expected! - seen!), 0) / count,
    lift10: converted > 0 ? best / tenth / (converted / count) : 1,
  };
}
