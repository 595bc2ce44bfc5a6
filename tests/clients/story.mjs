// What the stories of the JavaScript clients share: waiting, telling, a small picture.

import assert from "node:assert/strict";
import { deflateSync, crc32 } from "node:zlib";

const PATIENCE = 20_000;

/** Asks again until the answer is true: readers of the journal work after the answer. */
export async function soon(what, ask) {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come within ${PATIENCE / 1000} seconds`);
}

/** The ids of a list. */
export const ids = (items) => items.map((item) => item.id);

/** Holds when the call is refused. */
export const refused = (call) => assert.rejects(call);

/** Runs families of calls one after the other; the first that fails ends the story. */
export async function tell(families, story) {
  for (const [name, family] of Object.entries(families)) {
    try {
      await family(story);
      console.log(`ok ${name}`);
    } catch (error) {
      console.error(`FAILED ${name}`, error?.response?.data ?? "", error);
      if (!process.env.GO_ON) process.exit(1);
    }
  }
  process.exit(0);
}

/** A PNG of one colour. */
export function picture(width = 64, height = 48) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const out = Buffer.alloc(8);
    out.writeUInt32BE(data.length);
    out.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, 0x60)]);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}
