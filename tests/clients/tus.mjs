// tus-js-client, the reference client of tus 1.0, against a real server.
//
// Reads BASE_URL, TOKEN, and FOLDER, where it keeps what it knows between two runs. The first run, with STEP=begin, sends a
// file as a whole, and breaks another off; the second, with STEP=resume, goes on with that one. Prints `ok STEP`.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

import { Upload } from "tus-js-client";

const { BASE_URL: url, TOKEN, FOLDER, STEP } = process.env;
const headers = { Authorization: `Bearer ${TOKEN}` };
const endpoint = `${url}/api/v1/folkmoot/uploads`;
const note = join(FOLDER, "tus.json");
const ok = (step) => console.log(`ok ${step}`);

/** A picture of so many pixels a side whose colours are chance, always the same: it cannot get smaller. */
function picture(side, seed) {
  const rows = Buffer.alloc(side * (side * 3 + 1));
  for (let at = 0; at < rows.length; at++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    rows[at] = at % (side * 3 + 1) === 0 ? 0 : seed >>> 24;
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2], 8);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

/** Sends a file to its end; what became of it comes back. */
function send(file, options) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint,
      headers,
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader("media-id")),
      ...options,
    });
    upload.start();
  });
}

async function media(id) {
  const answer = await fetch(`${url}/api/v1/media/${id}`, { headers });
  assert.equal(answer.status, 200);
  return answer.json();
}

if (STEP === "begin") {
  const metadata = { filename: "x.png", description: "Chance, föhn and all", focus: "0.5,-0.5" };
  const whole = await media(await send(picture(700, 1), { metadata, chunkSize: 400_000 }));
  assert.equal(whole.description, metadata.description);
  assert.deepEqual(whole.meta.focus, { x: 0.5, y: -0.5 });
  assert.equal(whole.meta.original.width, 700);
  ok("a file in parts");

  const once = await media(await send(picture(300, 3), { uploadDataDuringCreation: true }));
  assert.equal(once.meta.original.width, 300);
  ok("a file that comes with its creation");

  await assert.rejects(send(Buffer.alloc(500_000, 7), {}), /not a picture/);
  ok("what is no picture is refused in words");

  const given = new Upload(picture(300, 5), { endpoint, headers, chunkSize: 50_000 });
  await new Promise((resolve, reject) => {
    Object.assign(given.options, { onChunkComplete: resolve, onError: reject });
    given.start();
  });
  await given.abort(true);
  const gone = await fetch(given.url, { method: "HEAD", headers: { ...headers, "Tus-Resumable": "1.0.0" } });
  assert.equal(gone.status, 404);
  ok("one that is given up");

  const upload = new Upload(picture(900, 9), { endpoint, headers, chunkSize: 300_000 });
  const came = await new Promise((resolve, reject) => {
    Object.assign(upload.options, {
      onError: reject,
      onChunkComplete: (_, bytes) => bytes > 1_000_000 && resolve(bytes),
    });
    upload.start();
  });
  await upload.abort();
  writeFileSync(note, JSON.stringify({ uploadUrl: upload.url, came }));
  ok("one that breaks off");
} else {
  const { uploadUrl, came } = JSON.parse(readFileSync(note, "utf8"));
  let first = null;
  const id = await send(picture(900, 9), {
    uploadUrl,
    chunkSize: 300_000,
    onProgress: (bytes) => { first ??= bytes; },
  });
  assert(first >= came, `it began anew: ${first} after ${came}`);
  assert.equal((await media(id)).meta.original.width, 900);
  ok("it goes on after a restart");
}
