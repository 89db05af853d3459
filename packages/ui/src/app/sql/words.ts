// Words of ClickHouse's SQL that are coloured and completed: those useful over logs, all of which the server lets through.
// https://clickhouse.com/docs/sql-reference

const wordsOf = (text: string) => text.trim().split(/\s+/);

/** Keywords, in capitals. */
export const keywords: ReadonlySet<string> = new Set(
  wordsOf(`SELECT DISTINCT FROM WHERE PREWHERE GROUP BY HAVING ORDER LIMIT OFFSET WITH AS AND OR NOT IN LIKE ILIKE
    BETWEEN IS NULL CASE WHEN THEN ELSE END JOIN LEFT RIGHT INNER FULL CROSS ANY ALL ASOF ON USING UNION EXCEPT INTERSECT
    ASC DESC NULLS FIRST LAST INTERVAL SECOND MINUTE HOUR DAY WEEK MONTH YEAR OVER PARTITION ROWS RANGE UNBOUNDED
    PRECEDING FOLLOWING CURRENT ROW WINDOW ARRAY TOTALS ROLLUP CUBE FILL STEP TO EXPLAIN DESCRIBE TABLE SHOW TABLES
    EXISTS SAMPLE FINAL GLOBAL TRUE FALSE`),
);

/** Words that are as often names of columns: keywords only in capitals. */
const alsoNames = new Set(
  wordsOf(`SECOND MINUTE HOUR DAY WEEK MONTH YEAR FIRST LAST ROW ROWS RANGE CURRENT STEP TO TABLE TABLES TOTALS
    SAMPLE FINAL WINDOW ANY ALL`),
);

/** Whether this word is to be coloured as a keyword. */
export const isKeyword = (word: string): boolean =>
  keywords.has(word) || (keywords.has(word.toUpperCase()) && !alsoNames.has(word.toUpperCase()));

/** Functions offered while typing; the server allows many more. */
export const functions: readonly string[] =
  wordsOf(`count countIf uniq uniqExact sum sumIf avg avgIf min max any anyLast
  argMin argMax quantile quantiles quantileExact median topK groupArray groupUniqArray stddevPop
  now today yesterday toStartOfSecond toStartOfMinute toStartOfFiveMinutes toStartOfFifteenMinutes toStartOfHour
  toStartOfDay toStartOfInterval toDate toDateTime toDateTime64 toUnixTimestamp dateDiff date_trunc formatDateTime
  toHour toDayOfWeek
  lower upper lowerUTF8 length lengthUTF8 trim substring concat position positionCaseInsensitive startsWith endsWith
  match extract extractAll replaceAll replaceRegexpAll replaceRegexpOne splitByChar splitByString
  hasAllTokens hasAnyTokens hasToken like ilike format domain path queryString cutQueryString
  JSONExtractString JSONExtractInt JSONExtractFloat JSONExtractBool JSONExtractRaw JSONHas
  toString toInt64OrNull toInt64OrZero toFloat64OrNull toFloat64OrZero toUInt64OrNull
  if multiIf coalesce ifNull nullIf isNull isNotNull greatest least
  round floor ceil abs log10 exp sqrt intDiv modulo
  mapKeys mapValues mapContains has arrayJoin arrayMap arrayFilter arrayExists arraySort arrayStringConcat
  lagInFrame leadInFrame row_number rank dense_rank runningDifference formatReadableSize formatReadableQuantity
  formatReadableTimeDelta cityHash64 tuple array`);
