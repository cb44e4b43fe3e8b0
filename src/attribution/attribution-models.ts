import type { Credit } from '#event';
import type { Conversion } from './conversion.ts';
import type { AttributionSettings, Journey } from './journey.ts';
import { lastClick } from './last-click.ts';

/** An attribution model shares a conversion's value among the touches of a journey. The values of its credits sum to the conversion's value, to the cent. */
export type AttributionModel = (journey: Journey, conversion: Conversion, lookback: number) => Credit[];

/** The models by name: a new one is a function of its own file and a line here. */
export const attributionModels: { readonly [name in AttributionSettings['model']]: AttributionModel } = {
  'last-click': lastClick,
};
