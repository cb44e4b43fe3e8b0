/** How two scores are blended into log odds: `first · one + second · other + shift`. */
export interface Blend {
  readonly first: number;
  readonly second: number;
  readonly shift: number;
}

/** The blend of two scores under which outcomes are most likely, by Newton's method with a weak pull toward an even blend; neither score counts against its sense. */
export function blendScores(one: readonly number[], other: readonly number[], outcomes: readonly boolean[]): Blend {
  const even = { first: 0.5, second: 0.5, shift: 0 };
  const converted = outcomes.filter(Boolean).length;
  if (converted === 0 || converted === outcomes.length) return even;
  const fit = newton([one, other], outcomes, [0.5, 0.5]);
  if (fit[0]! >= 0 && fit[1]! >= 0) return { first: fit[0]!, second: fit[1]!, shift: fit[2]! };
  const alone = newton([fit[0]! < 0 ? other : one], outcomes, [1]);
  if (!(alone[0]! > 0)) return even;
  return fit[0]! < 0 ? { first: 0, second: alone[0]!, shift: alone[1]! } : { first: alone[0]!, second: 0, shift: alone[1]! };
}

/** Weights of the scores and, last, the shift. `toward` is where they are weakly pulled to. */
function newton(scores: readonly (readonly number[])[], outcomes: readonly boolean[], toward: readonly number[]): number[] {
  const size = scores.length + 1;
  const center = [...toward, 0];
  const weights = [...center];
  for (let round = 0; round < 25; round++) {
    const gradient = weights.map((weight, at) => weight - center[at]!);
    const bend = weights.map((_, at) => weights.map((_other, to) => (at === to ? 1 : 0)));
    for (const [row, outcome] of outcomes.entries()) {
      const inputs = [...scores.map((score) => score[row]!), 1];
      const probability = 1 / (1 + Math.exp(-inputs.reduce((sum, input, at) => sum + input * weights[at]!, 0)));
      const error = probability - (outcome ? 1 : 0);
      const curve = probability * (1 - probability);
      for (let at = 0; at < size; at++) {
        gradient[at]! += error * inputs[at]!;
        for (let to = 0; to < size; to++) bend[at]![to]! += curve * inputs[at]! * inputs[to]!;
      }
    }
    const step = solve(bend, gradient);
    if (!step.every(Number.isFinite)) return center;
    for (let at = 0; at < size; at++) weights[at]! -= step[at]!;
    if (step.every((value) => Math.abs(value) < 1e-9)) break;
  }
  return weights;
}

/** Solves a small symmetric positive system by elimination. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at <= size; at++) rows[row]![at]! -= factor * rows[column]![at]!;
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!);
}
