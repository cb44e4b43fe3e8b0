import { readFileSync } from 'node:fs';

/** A query of the dashboard with the place it stands at. */
export interface DashboardQuery {
  readonly place: string;
  readonly expression: string;
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly panels?: readonly Panel[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: string | { readonly query: string } }[];
  };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr?: string }[] };
}

/**
 * Every PromQL expression of a dashboard file: panels (also of closed rows), variables and annotations, with Grafana's variables put in: `$__rate_interval` becomes
 * `rateInterval` and `$instance` everything. Throws when a variable is left over or when the file holds no query at all.
 */
export function dashboardQueries(file: string, rateInterval: string): readonly DashboardQuery[] {
  const dashboard = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
  const queries: DashboardQuery[] = [];
  const take = (place: string, expression: string): void => {
    const filled = expression.replaceAll('$__rate_interval', rateInterval).replaceAll('$instance', '.*');
    if (filled.includes('$')) throw new Error(`${place}: an unknown variable is left in ${filled}`);
    queries.push({ place, expression: filled });
  };
  const walk = (panels: readonly Panel[]): void => {
    for (const panel of panels) {
      for (const target of panel.targets ?? []) take(panel.title, target.expr);
      walk(panel.panels ?? []);
    }
  };
  walk(dashboard.panels);
  for (const variable of dashboard.templating.list) {
    if (variable.type !== 'query') continue;
    const query = typeof variable.query === 'string' ? variable.query : variable.query.query;
    take(`$${variable.name}`, /^label_values\((.*),\s*\w+\)$/.exec(query)?.[1] ?? query);
  }
  for (const annotation of dashboard.annotations.list) if (annotation.expr) take(annotation.name, annotation.expr);
  if (queries.length === 0) throw new Error(`${file} holds no query`);
  return queries;
}
