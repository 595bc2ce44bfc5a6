// Somebody has the page of a thread open while others answer: what they say comes by itself, and so does what is changed.
//
// Reads PAGE (the address of the post), WHO (the name of whoever looks), COMES (JSON: words that come), OPEN (a file that is written
// when the page is open), CHROMIUM and SCREENSHOTS (a folder).

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";

import { Eyes } from "./eyes.mjs";
import { logIn, postOf } from "./steps.mjs";

const { PAGE, WHO, COMES, OPEN, CHROMIUM: program, SCREENSHOTS: folder } = process.env;

const eyes = await Eyes.open({ program, folder });
try {
  const person = await eyes.person("light", new URL(PAGE).origin);
  await logIn(person, WHO);
  const isOpen = person.page.waitForResponse((response) => response.url().includes("/live?stream=thread"));
  await person.page.goto(PAGE);
  await isOpen;
  const words = JSON.parse(COMES);
  for (const one of words) assert.equal(await postOf(person, one).count(), 0, `${one} is there already`);
  let loads = 0;
  person.page.on("load", () => (loads += 1));
  await writeFile(OPEN, "");
  for (const one of words) await postOf(person, one).waitFor({ timeout: 60_000 });
  assert.equal(loads, 0, "the page was loaded anew");
  // One of them carries what would run here, if any of it were left; that nothing was asked of others is the eyes' to say.
  assert.equal(await person.page.evaluate(() => window.ran), undefined, "a post ran a script");
  await person.page.reload();
  for (const one of words) await postOf(person, one).waitFor();
  assert.equal(await person.page.evaluate(() => window.ran), undefined, "a post ran a script");
  await eyes.look(person, "thread-live");
  console.log(`ok ${words.length} answers came by themselves`);
  eyes.judge();
} finally {
  await eyes.close();
}
