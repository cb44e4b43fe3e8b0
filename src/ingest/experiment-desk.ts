import type { ExperimentResult } from '#experiment';

/** ExperimentDesk answers how experiments stand, one result per design, the latest first. It rejects when the store cannot be reached. */
export interface ExperimentDesk {
  list(): Promise<readonly ExperimentResult[]>;
  /** Empty when nobody was exposed to such an experiment. */
  show(experiment: string): Promise<readonly ExperimentResult[]>;
}
