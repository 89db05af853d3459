// Questions to begin with: each is useful as it is, and shows something worth knowing.

/** A question with what it answers. */
export interface Example {
  readonly title: string;
  readonly sql: string;
}

/** `attribute` writes an attribute as SQL. */
export const examplesWith = (attribute: (name: string) => string): readonly Example[] => [
  {
    title: 'Which services log errors, and since when',
    sql: `SELECT service, count() AS errors, min(time) AS first, max(time) AS last, any(body) AS example
FROM logs
WHERE time >= now() - INTERVAL 1 DAY AND severity_number >= 17
GROUP BY service
ORDER BY errors DESC`,
  },
  {
    title: 'How long things take, service by service',
    sql: `SELECT
  service,
  count() AS measured,
  round(quantile(0.5)(ms), 1) AS median_ms,
  round(quantile(0.95)(ms), 1) AS p95_ms,
  round(max(ms), 1) AS longest_ms
FROM (
  SELECT service, toFloat64OrNull(${attribute('duration_ms')} || ${attribute('responseTime')}) AS ms
  FROM logs
  WHERE time >= now() - INTERVAL 1 HOUR
)
WHERE ms IS NOT NULL
GROUP BY service
ORDER BY p95_ms DESC`,
  },
  {
    title: 'What fills the disk: lines and bytes per hour',
    sql: `SELECT toStartOfHour(minute) AS hour, service, sum(rows) AS lines, formatReadableSize(sum(bytes)) AS size
FROM logs_per_minute
WHERE minute >= now() - INTERVAL 1 DAY
GROUP BY hour, service
ORDER BY hour DESC, sum(bytes) DESC`,
  },
];
