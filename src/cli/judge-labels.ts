/** How well labels were told apart: for each class its rows, recall, precision and F1, and the means over the classes that occur. */
export interface LabelFigures {
  readonly accuracy: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  readonly perClass: {
    readonly [label: string]: { readonly rows: number; readonly recall: number; readonly precision: number; readonly f1: number };
  };
}

/** Judges told labels against the right ones. Classes that do not occur among the right ones have no recall and are left out of the means, as is usual for macro-averaged measures. */
export function judgeLabels(told: readonly string[], right: readonly string[]): LabelFigures {
  const classes = [...new Set(right)].sort();
  const perClass: Record<string, LabelFigures['perClass'][string]> = {};
  let hits = 0;
  for (const label of classes) {
    let [both, ofRight, ofTold] = [0, 0, 0];
    for (const [at, one] of right.entries()) {
      if (one === label) ofRight += 1;
      if (told[at] === label) ofTold += 1;
      if (one === label && told[at] === label) both += 1;
    }
    hits += both;
    const recall = both / ofRight;
    const precision = ofTold > 0 ? both / ofTold : 0;
    perClass[label] = { rows: ofRight, recall, precision, f1: both > 0 ? (2 * recall * precision) / (recall + precision) : 0 };
  }
  const mean = (figure: 'recall' | 'f1'): number =>
    classes.length > 0 ? classes.reduce((sum, label) => sum + perClass[label]![figure], 0) / classes.length : 0;
  return { accuracy: right.length > 0 ? hits / right.length : 0, macroRecall: mean('recall'), macroF1: mean('f1'), perClass };
}

/** Pearson's correlation of two rows of numbers of one length; 0 when one of them does not vary. */
export function pearson(one: readonly number[], other: readonly number[]): number {
  const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
  const [meanOne, meanOther] = [mean(one), mean(other)];
  let [both, squaresOne, squaresOther] = [0, 0, 0];
  for (const [at, value] of one.entries()) {
    const awayOne = value - meanOne;
    const awayOther = other[at]! - meanOther;
    both += awayOne * awayOther;
    squaresOne += awayOne * awayOne;
    squaresOther += awayOther * awayOther;
  }
  const spread = Math.sqrt(squaresOne * squaresOther);
  return spread > 0 ? both / spread : 0;
}
