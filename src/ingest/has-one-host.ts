import type { IncomingMessage } from 'node:http';

/** Whether a request names its host exactly once; a second one is a way to smuggle, a missing one only HTTP/1.0 may afford. */
export function hasOneHost(request: IncomingMessage): boolean {
  let hosts = 0;
  const headers = request.rawHeaders;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts === 1 || (hosts === 0 && request.httpVersion === '1.0');
}
