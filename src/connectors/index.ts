export { askActions } from './ask-blocks.ts';
export { createConnectors } from './catalogue.ts';
