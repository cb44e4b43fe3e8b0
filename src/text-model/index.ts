export { openTextModel, type OpenTextModel } from './open-text-model.ts';
