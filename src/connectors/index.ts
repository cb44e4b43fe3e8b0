export { createConnectors } from './catalogue.ts';
