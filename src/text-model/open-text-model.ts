import type { Http } from '#connector';
import type { Clock } from '#kernel';
import type { Observe } from '#telemetry';
import type { TextModel, TextModelSettings } from '#text';
import { GuardedModel } from './guarded-model.ts';
import { httpAsker } from './http-asker.ts';
import { onnxAsker } from './onnx-asker.ts';

/** A model that can be given up. */
export interface OpenTextModel extends TextModel {
  /** Gives up what is under way, so that nobody waits for it, and asks nothing more. */
  close(): void;
}

/** Opens the model that the settings name. Rejects with `invalid-settings` where a local one cannot be used; one over HTTP is first asked with the first events. */
export async function openTextModel(
  settings: TextModelSettings,
  parts: { readonly http: Http; readonly clock: Pick<Clock, 'monotonic' | 'sleep'>; readonly observe: Observe },
): Promise<OpenTextModel> {
  const { at, name } = settings;
  const asker = at.kind === 'http' ? httpAsker(parts.http, name, at) : await onnxAsker(name, at);
  return new GuardedModel(settings, asker, parts.clock, parts.observe);
}
