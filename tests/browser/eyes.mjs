// A browser, and the eyes of someone who looks closely: every page that is looked at is photographed,
// checked by axe-core for WCAG 2.2 AA, must not scroll sideways, and must have asked nobody but its own
// server for anything.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { chromium, devices } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

// The last ones keep Chromium from calling its maker, which a closed network refuses many times over.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const DESK = { viewport: { width: 1280, height: 900 } };

/** How a page may be looked at. */
export const MODES = {
  light: { ...DESK, colorScheme: "light" },
  dark: { ...DESK, colorScheme: "dark" },
  phone: { ...devices["Pixel 7"], colorScheme: "light" },
  "no-js": { ...DESK, javaScriptEnabled: false },
};

export class Eyes {
  #browser;
  #folder;
  #complaints = [];

  /** Starts Chromium; pictures go into `folder`. */
  static async open({ program, folder }) {
    mkdirSync(folder, { recursive: true });
    const eyes = new Eyes();
    eyes.#browser = await chromium.launch({ executablePath: program, headless: true, args: FLAGS });
    eyes.#folder = folder;
    return eyes;
  }

  /** A fresh person at a browser in one of the modes, with the cookies of `state` if given. */
  async person(mode, origin, state) {
    const context = await this.#browser.newContext({ ...MODES[mode], storageState: state });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const complain = (what) => this.#complaints.push(`${mode} ${page.url()}: ${what}`);
    page.on("pageerror", (error) => complain(`script error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !isOwnStatus(page, message)) complain(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const asked = new URL(request.url());
      if (asked.protocol.startsWith("http") && asked.origin !== origin) complain(`asked ${asked}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) complain(`${response.status()} from ${response.url()}`);
    });
    return { page, context, mode, origin };
  }

  /** Photographs what a person sees and notes what is wrong with it. */
  async look({ page, mode }, name) {
    await page.screenshot({ path: join(this.#folder, `${name}-${mode}.png`) });
    await this.#checkWidth(page, mode, name);
    // With scripts off axe-core can't run either; the pages are the same that it sees with scripts on.
    if (MODES[mode].javaScriptEnabled !== false) await this.#checkAccess(page, mode, name);
  }

  /** Takes back the one complaint about something that the story itself broke. */
  forgive(words) {
    const at = this.#complaints.findIndex((complaint) => complaint.includes(words));
    assert.ok(at >= 0, `nobody complained of ${words}`);
    this.#complaints.splice(at, 1);
  }

  /** Photographs everyone's page as it is when a story breaks off. */
  async remember() {
    const pages = this.#browser.contexts().flatMap((context) => context.pages());
    for (const [at, page] of pages.entries()) await page.screenshot({ path: join(this.#folder, `broken-${at}.png`) });
  }

  /** Ends the browser; everything that was wrong with any page is said at once, also when a story broke off. */
  async close() {
    await this.#browser.close();
    for (const complaint of new Set(this.#complaints)) console.log(`WRONG ${complaint}`);
  }

  /** Fails if anything was wrong with any page. */
  judge() {
    assert.equal(this.#complaints.length, 0, "something was wrong with the pages: see WRONG");
  }

  /** A page that scrolls sideways is broken on a phone. */
  async #checkWidth(page, mode, name) {
    const [wanted, given] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return [scrollWidth, clientWidth];
    });
    if (wanted > given) this.#complaints.push(`${mode} ${name}: ${wanted} px wide on ${given}`);
  }

  async #checkAccess(page, mode, name) {
    // Evaluated by the debugger, and so not subject to the page's own content security policy.
    await page.evaluate(AXE);
    const { violations, passes } = await page.evaluate(
      (values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
      RULES,
    );
    assert.ok(passes.length > 10, `axe-core looked at nothing on ${name}`);
    for (const { id, help, nodes } of violations) {
      const where = nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`);
      this.#complaints.push(`${mode} ${name}: axe ${id}: ${help}\n    ${where.join("\n    ")}`);
    }
  }
}

/** Chromium logs the status of a page that is not there; whoever goes to such a page checks that status. */
function isOwnStatus(page, message) {
  return message.text().includes("the server responded with a status of 4") && message.location().url === page.url();
}
