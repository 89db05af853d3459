import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { apiRoutes } from '../routes.ts';
import { openApiDocument } from './document.ts';
import { documentationPage, pageHeaders } from './page.ts';

const golden = new URL('../../src/openapi/cases/openapi.json', import.meta.url);
const document = openApiDocument(apiRoutes, '0.0.0');

test('the document is the one under review (UPDATE_GOLDEN=1 writes it)', () => {
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (process.env['UPDATE_GOLDEN']) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'));
});

test('every route is in the document, and nothing else', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(
    described.sort(),
    apiRoutes.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  const operations = apiRoutes.map(({ operation }) => operation);
  assert.equal(new Set(operations).size, operations.length);
});

test('every parameter and schema is described, every reference leads somewhere', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { parameters } of Object.values(methods)) {
      for (const { name, description } of parameters)
        assert.ok(description.length > 5, `${path} ${name}`);
    }
  }
  const text = JSON.stringify(document);
  const { schemas } = document.components as { schemas: Record<string, unknown> };
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    assert.ok(name in schemas, name);
  assert.ok(!text.includes('$defs'));
});

test('paths kept for the front doors of others stay free', () => {
  for (const { path } of apiRoutes) assert.doesNotMatch(path, /^\/(api\/v1|loki|tempo|jaeger)\b/);
});

test('the page needs nothing from elsewhere, runs nothing, and has every route', () => {
  const page = documentationPage(document);
  assert.doesNotMatch(
    page,
    /<script|<link|<img|src=|https?:\/\/(?!127\.0\.0\.1)|javascript:|\son\w+=|style="/i,
  );
  for (const { operation } of apiRoutes)
    assert.ok(page.includes(`<details id="${operation}">`), operation);
  assert.match(
    pageHeaders['content-security-policy'] ?? '',
    /default-src 'none'.*frame-ancestors 'none'/,
  );
});

test('what stands in the document is text on the page', () => {
  const hostile = structuredClone(document);
  hostile.info['version'] = '<script>alert(1)</script>"\'&';
  assert.ok(
    documentationPage(hostile).includes('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;'),
  );
});
