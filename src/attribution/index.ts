export { addTouch } from './add-touch.ts';
export { attributionModels, type AttributionModel } from './attribution-models.ts';
export type { Conversion } from './conversion.ts';
export { conversionOf } from './conversion-of.ts';
export type { AttributionSettings, Journey, Touch } from './journey.ts';
export { lastClick } from './last-click.ts';
export { touchOf } from './touch-of.ts';
