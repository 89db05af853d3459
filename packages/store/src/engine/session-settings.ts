// Settings of a request apply to that request only, also in a session whose own settings stay.
import type { Connection } from './connection.ts';
import { stringLiteral } from './literal.ts';

/** The values a session had before a request. */
export class SessionSettings {
  readonly #connection: Connection;
  readonly #assignments: readonly string[];

  private constructor(connection: Connection, assignments: readonly string[]) {
    this.#connection = connection;
    this.#assignments = assignments;
  }

  /** Remembers the settings a request is going to change. Unknown ones are left to the engine to refuse. */
  static async save(connection: Connection, names: readonly string[]): Promise<SessionSettings> {
    if (names.length === 0) return new SessionSettings(connection, []);
    const list = names.map(stringLiteral).join(', ');
    const report = await connection.query(
      `SELECT name, value, changed FROM system.settings WHERE name IN (${list})`,
      'JSONCompactEachRow',
    );
    const lines = Buffer.from(report.bytes).toString('utf8').split('\n').filter(Boolean);
    const assignments = lines.map((line) => {
      // The three columns selected above.
      const [name, value, changed] = JSON.parse(line) as [string, string, number];
      return `${name} = ${changed ? stringLiteral(value) : 'DEFAULT'}`;
    });
    return new SessionSettings(connection, assignments);
  }

  /** Sets them back. */
  async restore(): Promise<void> {
    for (const assignment of this.#assignments) await this.#connection.query(`SET ${assignment}`);
  }
}
