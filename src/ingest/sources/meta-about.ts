import type { Sent } from './sent.ts';

/** Whose Page or account an entry of Meta's is about. */
export interface MetaAbout {
  readonly page: string;
  readonly platform: 'facebook' | 'instagram';
  readonly sent: Sent;
}
