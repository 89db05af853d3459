// nginx in front of the shop, in a folder of its own: gives each request its id, and writes it into its access log.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface NginxOptions {
  folder: string;
  port: number;
  upstreamPort: number;
}

/** Writes the configuration; the command that runs it, and where its access log will be. */
export function prepareNginx({ folder, port, upstreamPort }: NginxOptions): {
  command: string[];
  accessLog: string;
} {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => `"${join(folder, name).replaceAll(/["\\$]/g, '\\$&')}"`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `  ${kind}_temp_path ${file(kind)};`)
    .join('\n');
  // Started by root it would run its workers as another user, who may not enter this folder.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const configuration = `${user}daemon off;
worker_processes 1;
pid ${file('nginx.pid')};
error_log stderr warn;
events { worker_connections 64; }
http {
${temporary}
  log_format json escape=json '{"time":"$msec","message":"$request_method $request_uri $status",'
    '"method":"$request_method","path":"$uri","status":$status,"bytes":$body_bytes_sent,'
    '"request_time":$request_time,"request_id":"$request_id"}';
  access_log ${file('access.log')} json;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${upstreamPort};
      proxy_set_header X-Request-ID $request_id;
    }
  }
}
`;
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, configuration);
  return {
    command: ['nginx', '-e', 'stderr', '-p', folder, '-c', path],
    accessLog: join(folder, 'access.log'),
  };
}
