// Keywords the jail gives a meaning to.

const set = (words: string) => new Set(words.split(' '));

/** Never let through, wherever they stand. */
export const forbiddenWords = set('INTO OUTFILE INFILE SETTINGS PARALLEL STREAM SAMPLE');

/** Databases whose tables tell about the server and not about telemetry, refused wherever they are named. */
export const forbiddenDatabases = set('SYSTEM INFORMATION_SCHEMA DEFAULT');

/** Words that shape a query. Unquoted, they are keywords everywhere: where they could be a name, they are refused. */
export const structuralWords = set(
  'SELECT WITH FROM JOIN ARRAY IN AS WHERE PREWHERE GROUP HAVING ORDER LIMIT OFFSET QUALIFY WINDOW UNION INTERSECT ' +
    'EXCEPT ON USING DISTINCT GLOBAL NOT APPLY FORMAT SAMPLE FINAL LEFT INNER RIGHT FULL CROSS ANY ALL ASOF SEMI ANTI PASTE',
);

/** Words after which a table list is over. */
export const clauseWords = set(
  'WHERE PREWHERE GROUP HAVING ORDER LIMIT OFFSET QUALIFY WINDOW UNION INTERSECT',
);

/** Words after which an operand follows: a keyword behind one of them could only be a name. */
export const operatorWords = set(
  'SELECT WITH FROM JOIN IN AS WHERE PREWHERE HAVING QUALIFY ON USING GLOBAL NOT AND OR LIKE ILIKE BETWEEN WHEN THEN ELSE ' +
    'CASE BY IS LIMIT OFFSET DISTINCT UNION INTERSECT EXCEPT APPLY DIV MOD REGEXP ARRAY INTERVAL ORDER GROUP WINDOW',
);

/** Words between two SELECTs of one level. */
export const setOperators = set('UNION INTERSECT EXCEPT ALL DISTINCT');

/** Words that stand for values. */
export const literalWords = set('NULL TRUE FALSE INF NAN');

/** Words that may stand before a parenthesis without being a function. */
export const parenthesisWords = set(
  'SELECT DISTINCT FROM JOIN WHERE PREWHERE HAVING QUALIFY ON USING AS BY AND OR NOT IN LIKE ILIKE BETWEEN WHEN THEN ' +
    'ELSE CASE ALL ANY EXISTS INTERVAL LIMIT OFFSET UNION INTERSECT EXCEPT REPLACE APPLY COLUMNS WITH OVER ROLLUP CUBE ' +
    'SETS GROUPING INTERPOLATE FILTER DIV STEP TO MATERIALIZED REGEXP ESCAPE DESC ASC IS TIES',
);

/** Functions that take FROM between their arguments. */
export const fromFunctions = set('EXTRACT TRIM SUBSTRING SUBSTR');

/** After WITH, these modify what stands before it. */
export const withModifiers = set('TOTALS ROLLUP CUBE FILL TIES TIME');
