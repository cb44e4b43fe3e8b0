export { ads } from './ads.ts';
export { budgets } from './budgets.ts';
export { contacts } from './contacts.ts';
export { decide } from './decide.ts';
export { deliver } from './deliver.ts';
export { social } from './social.ts';
