/** What the doctor says of one thing. */
export interface Diagnosis {
  readonly of: 'settings' | 'rules' | 'texts' | 'redis' | 'engine' | 'accounts' | 'dead letters' | 'guards';
  readonly state: 'good' | 'warning' | 'bad';
  readonly words: string;
}
