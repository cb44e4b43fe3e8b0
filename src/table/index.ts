export { formatTable } from './format-table.ts';
export { readNumber } from './read-number.ts';
export { readTable } from './read-table.ts';
export { scanTable, type TableHead, type TableRow } from './scan-table.ts';
export { Table } from './table.ts';
