// A conversation with people of other networks: each is answered where they are, in the thread; then it is looked at, with
// the pages that say who is on which network. The second answer is to somebody of the Bluesky network.
//
// Reads PAGE (the address of the first post), WHO (the name of whoever answers), ANSWERS (JSON: a list of what is answered and
// what is said), CHROMIUM and SCREENSHOTS (a folder).

import assert from "node:assert/strict";

import { Eyes } from "./eyes.mjs";
import { logIn, postOf } from "./steps.mjs";

const { PAGE, WHO, ANSWERS, CHROMIUM: program, SCREENSHOTS: folder } = process.env;

async function main() {
  const eyes = await Eyes.open({ program, folder });
  const { origin } = new URL(PAGE);
  const answers = JSON.parse(ANSWERS);
  try {
    const person = await eyes.person("light", origin);
    await logIn(person, WHO);
    for (const [words, said] of answers) await answer(person, words, said);
    const state = await person.context.storageState();
    for (const mode of ["light", "dark", "phone", "no-js"]) {
      const again = await eyes.person(mode, origin, state);
      await again.page.goto(PAGE);
      for (const words of answers.flat()) await postOf(again, words).waitFor();
      for (const [, said] of answers) await namesSomebodyHere(again, said);
      // High enough for the whole conversation.
      await again.page.setViewportSize({ ...again.page.viewportSize(), height: 1400 });
      await eyes.look(again, "thread-networks");
      await looksAround(eyes, again, origin, answers[1][0]);
    }
    const visitor = await eyes.person("light", origin);
    await visitor.page.goto(PAGE);
    await eyes.look(visitor, "thread-networks-open");
    console.log(`ok ${answers.length} answered in the thread`);
    eyes.judge();
  } finally {
    await eyes.close();
  }
}

/** Answers one post of the thread; who is named first is left as the page has it. */
async function answer(person, words, said) {
  const { page } = person;
  await page.goto(PAGE);
  await postOf(person, words).getByRole("link", { name: /^Reply/ }).click();
  const box = page.getByLabel("Write a reply");
  const named = await box.inputValue();
  assert.match(named, /^@/, "nobody is named");
  await box.fill(`${named}${said}`);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reply", exact: true }).click()]);
  await postOf(person, said).waitFor();
}

/** Whoever is on another network is marked so, and everybody sees how they stand on each. */
async function looksAround(eyes, person, origin, words) {
  const { page } = person;
  const author = postOf(person, words).locator("header");
  await author.getByTitle("On the Bluesky network").waitFor();
  await author.getByRole("link").first().click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await eyes.look(person, "profile-bluesky");
  await page.goto(`${origin}/settings/networks`);
  await page.getByRole("heading", { name: "Bluesky" }).waitFor();
  await eyes.look(person, "settings-networks-bluesky");
  await page.getByRole("link", { name: "Your key, and apps that sign with it" }).click();
  await page.getByRole("heading", { name: "Apps that sign as you" }).waitFor();
  await eyes.look(person, "settings-nostr-key");
}

/** Whoever is named in an answer is named by a link to their page here, and nothing else is said of it. */
async function namesSomebodyHere(person, said) {
  const link = postOf(person, said).locator(".text a").first();
  assert.match(await link.getAttribute("href"), /^\/@/);
  const text = await postOf(person, said).locator(".text").innerText();
  assert.equal(text.trim(), `${await link.innerText()} ${said}`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error("FAILED", error);
  process.exit(1);
}
