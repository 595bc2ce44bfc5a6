// A push service on this machine that reads what it is sent (RFC 8188, RFC 8291), for scripts in JavaScript.

import assert from "node:assert/strict";
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";

const PATIENCE = 20_000;

/** Starts the service; `next()` waits for a message and decrypts it. */
export async function pushService() {
  const device = createECDH("prime256v1");
  device.generateKeys();
  const secret = randomBytes(16);
  const waiting = [];
  const heard = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(201).end();
      const message = { headers: request.headers, body: Buffer.concat(chunks) };
      const taker = waiting.shift();
      if (taker) taker(message);
      else heard.push(message);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const take = () => {
    if (heard.length) return Promise.resolve(heard.shift());
    const timeout = new Promise((_, reject) => {
      setTimeout(() => reject(new Error("nothing was pushed")), PATIENCE).unref();
    });
    return Promise.race([new Promise((resolve) => waiting.push(resolve)), timeout]);
  };
  return {
    endpoint: `http://127.0.0.1:${server.address().port}/push`,
    p256dh: device.getPublicKey("base64url"),
    auth: secret.toString("base64url"),
    next: async () => {
      const { headers, body } = await take();
      assert.equal(headers["content-encoding"], "aes128gcm");
      assert.match(headers.authorization, /^vapid t=.+, ?k=.+/);
      return JSON.parse(decrypt(device, secret, body));
    },
    close: () => server.close(),
  };
}

function decrypt(device, secret, body) {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const sealed = body.subarray(21 + idLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), device.getPublicKey(), sender]);
  const input = hkdfSync("sha256", device.computeSecret(sender), secret, info, 32);
  const key = hkdfSync("sha256", input, salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = hkdfSync("sha256", input, salt, "Content-Encoding: nonce\0", 12);
  const decipher = createDecipheriv("aes-128-gcm", Buffer.from(key), Buffer.from(nonce));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString();
}
