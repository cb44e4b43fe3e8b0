export { ownerOf } from './assignment.ts';
export { Flow, type OperatorFigures } from './flow.ts';
export { LaneContext } from './lane-context.ts';
export {
  defineDelivery,
  definePipeline,
  definePlanning,
  type DecidePipeline,
  type Delivery,
  type EnrichPipeline,
  type Pipeline,
  type PipelineSettings,
  type Planning,
  type StreamName,
} from './pipeline.ts';
export type { Checkpoint, LaneOptions } from './lane-options.ts';
export { runLane } from './run-lane.ts';
export { orderedSegments } from './segments.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker.ts';
