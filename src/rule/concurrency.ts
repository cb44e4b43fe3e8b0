/** `skip` lets the fire pass by, `queue` begins its run when the one before is over, `replace` ends that one, `parallel` runs both. */
export type Concurrency = 'skip' | 'queue' | 'replace' | 'parallel';
