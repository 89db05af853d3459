// nginx under load, its default access log rotated by logrotate as distributions do: each request is found once.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { eventually, freePort, startServer, temporaryFolder } from '../harness/server.ts';
import { noLogrotate } from './rotation.ts';
import { doublesIn, followed } from './stored-lines.ts';

const noNginx =
  spawnSync('nginx', ['-v']).error === undefined ? false : 'nginx is not installed: no test of it';
const rotations = 6;
const requestsPerRotation = 400;

function writeConfiguration(folder: string, port: number): string {
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join(' ');
  const path = join(folder, 'nginx.conf');
  writeFileSync(
    path,
    `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 2; pid ${folder}/nginx.pid;
events { worker_connections 2048; }
http { ${temporary} access_log ${logs}/access.log combined;
  server { listen 127.0.0.1:${port}; location / { return 200 "ok"; } } }
`,
  );
  writeFileSync(
    join(folder, 'logrotate.conf'),
    `'${logs}/access.log' {\n  rotate 100\n  size 1\n  create 0600\n  compress\n  delaycompress\n  postrotate\n    kill -USR1 $(cat ${folder}/nginx.pid)\n  endscript\n}\n`,
    { mode: 0o600 },
  );
  return path;
}

async function get(url: string): Promise<void> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
}

/** The numbers of the requests that are stored, doubles included. */
async function storedRequests(url: string): Promise<number[]> {
  const query = encodeURIComponent('service:access http.response.status_code:200 url.path:/n/*');
  const answer = await fetch(`${url}/api/logs/export?query=${query}&start=-1d&end=now`);
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map((line) => Number(/"url\.path":"\/n\/(\d+)"/.exec(line)?.[1]));
}

test(
  'nginx with logrotate: every request once, with its fields',
  { skip: noNginx || noLogrotate },
  async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const nginxConfig = writeConfiguration(folder.path, port);
    const config = join(folder.path, 'groundcrew.yaml');
    writeFileSync(config, `tail:\n  - ${folder.path}/logs/*.log\n`);
    const nginx = spawn('nginx', ['-e', 'stderr', '-p', folder.path, '-c', nginxConfig]);
    const server = await startServer(join(folder.path, 'data'), { args: ['--config', config] });
    try {
      const site = `http://127.0.0.1:${port}`;
      const isUp = () =>
        get(`${site}/up`).then(
          () => true,
          () => false,
        );
      await eventually('nginx answers', isUp, 10_000);
      await followed(server.url, 1);
      let sent = 0;
      for (let rotation = 0; rotation <= rotations; rotation++) {
        const requests = Array.from({ length: requestsPerRotation }, () =>
          get(`${site}/n/${sent++}`),
        );
        const state = ['-s', join(folder.path, 'state'), join(folder.path, 'logrotate.conf')];
        if (rotation < rotations) await promisify(execFile)('logrotate', ['-f', ...state]);
        await Promise.all(requests);
      }
      let stored: number[] = [];
      await eventually(
        'all requests are stored',
        async () => (stored = await storedRequests(server.url)).length >= sent,
        30_000,
      );
      assert.equal(new Set(stored).size, sent);
      assert.deepEqual(doublesIn(stored), []);
    } finally {
      nginx.kill('SIGTERM');
      if (nginx.exitCode === null) await once(nginx, 'exit');
      await server.stop('SIGKILL');
      folder.remove();
    }
  },
);
