export type { Connector, Dispatch, OpenedContact, Operation, OperationParameter, ParameterType } from './connector.ts';
export { checkUrl } from './check-url.ts';
export { createHttp, type Http, type HttpAnswer, type HttpOptions, type HttpRequest } from './http.ts';
export { reportByStatus } from './report-by-status.ts';
