/** Mean of the recalls of the classes that occur (0 negative, 1 neutral, 2 positive): the measure of SemEval-2017 task 4A. */
export function macroRecall(labels: readonly number[], answers: readonly number[]): number {
  return meanOf(labels, answers, ({ right, labelled }) => right / labelled);
}

/** Mean of the F1 of the classes that occur. */
export function macroF1(labels: readonly number[], answers: readonly number[]): number {
  return meanOf(labels, answers, ({ right, labelled, answered }) => (2 * right) / (labelled + answered));
}

interface ClassCounts {
  right: number;
  labelled: number;
  answered: number;
}

function meanOf(labels: readonly number[], answers: readonly number[], measure: (counts: ClassCounts) => number): number {
  const counts = [0, 1, 2].map((): ClassCounts => ({ right: 0, labelled: 0, answered: 0 }));
  for (const [index, label] of labels.entries()) {
    const answer = answers[index]!;
    counts[label]!.labelled++;
    counts[answer]!.answered++;
    if (answer === label) counts[label]!.right++;
  }
  const measured = counts.filter(({ labelled }) => labelled > 0).map(measure);
  return measured.reduce((sum, value) => sum + value, 0) / measured.length;
}
