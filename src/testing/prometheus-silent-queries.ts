import { dashboardQueries } from './prometheus-dashboard.ts';
import { queryPrometheus } from './prometheus.ts';

/**
 * The queries of a dashboard to which the Prometheus at `url` has no number to give, each as `place: expression`; a query that is wrong rejects.
 * Meant for a Prometheus that scrapes a running engine: `rateInterval` should hold a few scrapes, e.g. `10s`.
 */
export async function silentQueries(url: string, file: string, rateInterval: string): Promise<readonly string[]> {
  const silent: string[] = [];
  for (const { place, expression } of dashboardQueries(file, rateInterval)) {
    const series = await queryPrometheus(url, expression);
    if (!series.some((one) => !Number.isNaN(one.value))) silent.push(`${place}: ${expression}`);
  }
  return silent;
}
