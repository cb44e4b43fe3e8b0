/** How many senders add events at a time; each waits for its answer before it sends again, as senders of admission do. */
const SENDERS = 4;

/** Runs turns 0, 1, 2 … in order, at most as many at a time as there are senders: so what is added is filled in the same way for every subject whose adding is compared. */
export async function inTurns(turns: number, run: (turn: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (next < turns) await run(next++);
    }),
  );
}
