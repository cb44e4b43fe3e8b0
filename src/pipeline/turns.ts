/**
 * Turns lets the lanes of a process compute one batch each per turn of the event loop: between two batches the process always looks at its sockets, so that admission and delivery
 * are never kept waiting for longer than one batch, however many lanes have work. First come, first served.
 */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(
      () =>
        new Promise((resolve) => {
          setImmediate(resolve);
        }),
    );
    return last;
  };
}
