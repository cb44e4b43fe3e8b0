import { connect } from 'node:net';
import type { FuzzRequest } from './fuzz-request.ts';

/** Head lines that no client library would write. */
const BROKEN = [
  'Content-Length: 5\r\nContent-Length: 6',
  'Transfer-Encoding: chunked\r\nContent-Length: 4',
  'Transfer-Encoding: gzip',
  'Host: a\r\nHost: b',
  'Content-Length: -1',
  'No colon',
  ': empty',
  'X:\u0000',
  'Expect: 200-maybe',
  'Upgrade: h2c\r\nConnection: Upgrade',
];

/** The bytes of a request whose head is broken at random. */
export function breakHead({ method, path, headers, body }: FuzzRequest, random: () => number): Buffer {
  const lines = [
    `${method} ${path.replaceAll(/[\r\n]/g, '')} HTTP/1.1`,
    'Host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  const broken = BROKEN[Math.floor(random() * BROKEN.length)]!;
  const kind = random();
  if (kind < 0.6) lines.splice(1 + Math.floor(random() * (lines.length - 1)), 0, broken);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (kind >= 0.6)
    for (let flips = 1 + Math.floor(random() * 5); flips > 0; flips--)
      head[Math.floor(random() * head.length)] = Math.floor(random() * 256);
  return Buffer.concat([head, body]);
}

/** Sends bytes on a connection of their own and answers what came back; `''` when the server closed without a word, undefined when nothing had come after the patience (milliseconds). */
export async function sendRaw(port: number, bytes: Buffer, patience: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(answer === '' ? undefined : answer);
    }, patience);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      // The head is what is judged; a body that is cut short here says nothing.
      if (answer.includes('\r\n\r\n')) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
