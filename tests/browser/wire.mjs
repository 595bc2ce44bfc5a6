// What the first visit to a page costs: bytes as they travel, compressed, with nothing in the cache.

import assert from "node:assert/strict";

const HOME = 60_000;
const SCRIPTS = 15_000;

/** Opens the home page as somebody with an empty cache and holds it against the budget. */
export async function weigh({ page, origin }) {
  const done = [];
  page.on("requestfinished", (request) => done.push(request));
  await page.goto(`${origin}/home`, { waitUntil: "load" });
  await page.locator("article.post").first().waitFor();
  const parts = await Promise.all(done.filter((it) => it.resourceType() !== "image").map(size));
  const all = sum(parts);
  const scripts = sum(parts.filter((part) => part.type === "script"));
  const plain = parts.filter((part) => part.body > 1_000 && part.coding !== "br");
  assert.deepEqual(plain, [], "travels uncompressed");
  assert.ok(scripts > 0 && scripts <= SCRIPTS, `${scripts} bytes of script`);
  assert.ok(all > scripts && all <= HOME, `${all} bytes before pictures`);
  return `${parts.length} files, ${all} bytes before pictures, ${scripts} of them script`;
}

async function size(request) {
  const { responseBodySize: body, responseHeadersSize: head } = await request.sizes();
  const answer = await request.response();
  const coding = await answer.headerValue("content-encoding");
  return { path: new URL(request.url()).pathname, type: request.resourceType(), body, head, coding };
}

function sum(parts) {
  return parts.reduce((bytes, { body, head }) => bytes + body + head, 0);
}
