import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP relay between an engine and Redis that does wrong when told. */
export interface FaultProxy {
  readonly port: number;
  /** How often a reply was swallowed so far. */
  readonly dropped: number;
  /** For the next `times` requests that hold the marker: Redis gets the request, its reply is swallowed, and the connection is reset. */
  dropReply(marker: string, times: number): void;
  /** Nothing passes until `heal`; what is sent meanwhile arrives late, as it does after a broken network. New connections are taken and hear nothing. */
  blackHole(): void;
  /** Breaks every connection and takes no new one until `heal`. */
  refuse(): void;
  /** Holds every chunk back for so many milliseconds, in both directions. */
  delay(milliseconds: number): void;
  heal(): void;
  stop(): Promise<void>;
}

/** Starts a relay on a free port of 127.0.0.1 towards `target`, also a port there. */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  const orders: { marker: string; times: number }[] = [];
  const pairs = new Set<{ near: Socket; far: Socket }>();
  let dropped = 0;
  let mode: 'pass' | 'hole' | 'refuse' = 'pass';
  let pause = 0;

  const server = createServer((near) => {
    if (mode === 'refuse') {
      near.resetAndDestroy();
      return;
    }
    const far = createConnection({ host: '127.0.0.1', port: target });
    const pair = { near, far };
    pairs.add(pair);
    let doomed = false;
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    if (mode === 'hole') hold(pair);
    near.on('data', (chunk) => {
      const order = orders[0];
      if (!doomed && order !== undefined && chunk.includes(order.marker)) {
        doomed = true;
        if (--order.times <= 0) orders.shift();
      }
      pass(far, chunk);
    });
    far.on('data', (chunk) => {
      if (doomed) {
        dropped++;
        near.resetAndDestroy();
        end();
        return;
      }
      pass(near, chunk);
    });
  });

  function pass(socket: Socket, chunk: Buffer): void {
    if (pause === 0) socket.write(chunk);
    else setTimeout(() => socket.write(chunk), pause);
  }
  function hold({ near, far }: { near: Socket; far: Socket }): void {
    near.pause();
    far.pause();
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    get dropped() {
      return dropped;
    },
    dropReply: (marker, times) => void orders.push({ marker, times }),
    blackHole() {
      mode = 'hole';
      for (const pair of pairs) hold(pair);
    },
    refuse() {
      mode = 'refuse';
      for (const { near } of pairs) near.resetAndDestroy();
    },
    delay(milliseconds) {
      pause = milliseconds;
    },
    heal() {
      mode = 'pass';
      pause = 0;
      for (const { near, far } of pairs) {
        near.resume();
        far.resume();
      }
    },
    async stop() {
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
