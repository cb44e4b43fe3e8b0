import { connect } from 'node:net';

/** Where a Redis server listens on this machine. */
export type Address = { readonly port: number; readonly password?: string } | { readonly path: string };

/** `ready` answers commands as ours; `busy` is there but not ready (loading, or silent); `stranger` takes the connection but not our password; `absent` does not listen. */
export type Presence = 'ready' | 'busy' | 'stranger' | 'absent';

const PATIENCE = 1_000;

/** Knocks at the address with one PING on a connection of its own, without the client library: it must be cheap, never retry and never throw. */
export function probe(address: Address): Promise<Presence> {
  return new Promise((resolve) => {
    const socket = 'path' in address ? connect(address.path) : connect(address.port, '127.0.0.1');
    let connected = false;
    let reply = '';
    const settle = (presence: Presence): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(presence);
    };
    const timer = setTimeout(() => settle(connected ? 'busy' : 'absent'), PATIENCE);
    socket.once('connect', () => {
      connected = true;
      const login = 'password' in address && address.password ? `AUTH ${address.password}\r\n` : '';
      socket.write(`${login}PING\r\n`);
    });
    socket.on('data', (chunk) => {
      reply += chunk.toString('latin1');
      if (reply.includes('+PONG')) settle('ready');
      else if (reply.includes('-LOADING') || reply.includes('-MISCONF') || reply.includes('-BUSY')) settle('busy');
      else if (reply.startsWith('-') || (!reply.startsWith('+OK') && reply.length > 3)) settle('stranger');
    });
    socket.once('error', () => settle('absent'));
    socket.once('close', () => settle(connected ? 'stranger' : 'absent'));
  });
}
