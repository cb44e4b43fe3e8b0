/** Mean of the recalls of the classes that occur (0 negative, 1 neutral, 2 positive): the measure of SemEval-2017 task 4A. */
export function macroRecall(labels: readonly number[], answers: readonly number[]): number {
  const right = [0, 0, 0];
  const all = [0, 0, 0];
  for (const [index, label] of labels.entries()) {
    all[label]!++;
    if (answers[index] === label) right[label]!++;
  }
  const recalls = all.flatMap((count, label) => (count > 0 ? [right[label]! / count] : []));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}
