// What a failed request to the store means for the delivery.
// Codes: https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
import { ClickHouseError } from '@clickhouse/client';

/**
 * - `uncertain`: no answer came; the store may still be at it, or be done.
 * - `later`: the store answered and refused for a reason of its own, which passes.
 * - `refused`: the store answered and refused, and would do so again.
 */
export type FailureKind = 'uncertain' | 'later' | 'refused';

export interface Failure {
  kind: FailureKind;
  /** ClickHouse's error code, when the store answered. */
  code?: number;
  /** One line, bounded. */
  reason: string;
}

/** Reasons that lie in the state of the store or its machine, not in the rows. */
const passing = new Set([
  3, // UNEXPECTED_END_OF_FILE
  23, // CANNOT_READ_FROM_ISTREAM
  24, // CANNOT_WRITE_TO_OSTREAM
  74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
  75, // CANNOT_WRITE_TO_FILE_DESCRIPTOR
  76, // CANNOT_OPEN_FILE
  77, // CANNOT_CLOSE_FILE
  87, // CANNOT_SEEK_THROUGH_FILE
  88, // CANNOT_TRUNCATE_FILE
  95, // CANNOT_READ_FROM_SOCKET
  96, // CANNOT_WRITE_TO_SOCKET
  159, // TIMEOUT_EXCEEDED
  160, // TOO_SLOW
  164, // READONLY
  172, // CANNOT_CREATE_DIRECTORY
  173, // CANNOT_ALLOCATE_MEMORY
  198, // DNS_ERROR
  201, // QUOTA_EXCEEDED
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  204, // CANNOT_FSYNC
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  214, // CANNOT_STATVFS
  216, // QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING
  218, // TABLE_IS_DROPPED
  225, // NO_ZOOKEEPER
  236, // ABORTED
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  244, // UNEXPECTED_ZOOKEEPER_ERROR
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  289, // REPLICA_IS_NOT_IN_QUORUM
  294, // CANNOT_WRITE_TO_FILE
  319, // UNKNOWN_STATUS_OF_INSERT
  364, // RECEIVED_ERROR_TOO_MANY_REQUESTS
  373, // SESSION_IS_LOCKED
  384, // PART_IS_TEMPORARILY_LOCKED
  394, // QUERY_WAS_CANCELLED
  400, // CANNOT_STAT
  424, // CANNOT_LINK
  425, // SYSTEM_ERROR
  439, // CANNOT_SCHEDULE_TASK
  458, // CANNOT_UNLINK
  473, // DEADLOCK_AVOIDED
  499, // S3_ERROR
  531, // CANNOT_FSTAT
  566, // CANNOT_RMDIR
  586, // CANNOT_CREATE_FILE
  587, // CONCURRENT_ACCESS_NOT_SUPPORTED
  641, // CANNOT_APPEND_TO_FILE
  677, // THREAD_WAS_CANCELED
  696, // ASYNC_LOAD_CANCELED
  700, // USER_SESSION_LIMIT_EXCEEDED
  735, // QUERY_WAS_CANCELLED_BY_CLIENT
  738, // PART_IS_LOCKED
  749, // TCP_CONNECTION_LIMIT_REACHED
  762, // HTTP_CONNECTION_LIMIT_REACHED
  774, // TABLE_IS_PERMANENTLY_READ_ONLY
  776, // RESOURCE_LIMIT_EXCEEDED
  777, // MEMORY_RESERVATION_KILLED
  778, // MEMORY_RESERVATION_FAILED
  999, // KEEPER_EXCEPTION
  1000, // POCO_EXCEPTION
  1001, // STD_EXCEPTION
  1002, // UNKNOWN_EXCEPTION
]);

/** Judges what a request to the store threw. */
export function judgeFailure(error: unknown): Failure {
  const reason = reasonOf(error);
  if (!(error instanceof ClickHouseError)) return { kind: 'uncertain', reason };
  const code = Number(error.code);
  return { kind: passing.has(code) ? 'later' : 'refused', code, reason };
}

/** One line of at most 500 characters. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
