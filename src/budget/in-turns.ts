/** Does work of steps at once. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Does work of steps with a turn for others between them; what `turn` rejects with ends it. */
export async function inTurns<T>(work: Generator<undefined, T>, turn: () => Promise<void>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await turn();
  }
}
