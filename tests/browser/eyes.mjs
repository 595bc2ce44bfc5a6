// A browser, and the eyes of someone who looks closely: every page that is looked at is photographed,
// checked by axe-core for WCAG 2.2 AA, and must have asked nobody but its own server for anything.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { chromium, devices } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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

/** How a page may be looked at. */
export const MODES = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
  phone: { ...devices["Pixel 7"], colorScheme: "light" },
  "phone-dark": { ...devices["Pixel 7"], colorScheme: "dark" },
  "no-js": { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } },
  arabic: { locale: "ar", viewport: { width: 1280, height: 900 } },
};

export class Eyes {
  #browser;
  #origin;
  #folder;
  #complaints = [];

  /** Starts Chromium; pictures go into `folder`. */
  static async open({ program, origin, folder }) {
    mkdirSync(folder, { recursive: true });
    const eyes = new Eyes();
    eyes.#browser = await chromium.launch({ executablePath: program, headless: true, args: FLAGS });
    eyes.#origin = new URL(origin).origin;
    eyes.#folder = folder;
    return eyes;
  }

  /** A fresh person at a browser in one of the modes, with the cookies of `state` if given. */
  async person(mode, state) {
    const context = await this.#browser.newContext({ ...MODES[mode], storageState: state });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const complain = (what) => this.#complaints.push(`${mode} ${page.url()}: ${what}`);
    page.on("pageerror", (error) => complain(`script error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") complain(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== this.#origin) complain(`asked ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) complain(`${response.status()} from ${response.url()}`);
    });
    return { page, context, mode };
  }

  /** Photographs what a person sees and lists what axe-core has against it. */
  async look({ page, mode }, name) {
    await page.screenshot({ path: join(this.#folder, `${name}-${mode}.png`), fullPage: false });
    await this.#checkWidth(page, mode, name);
    if (MODES[mode].javaScriptEnabled !== false) await this.#checkAccess(page, mode, name);
    console.log(`ok looked at ${name} (${mode})`);
  }

  /** Ends the browser; everything that was wrong with any page is said at once. */
  async close() {
    await this.#browser.close();
    assert.equal(this.#complaints.length, 0, `\n${this.#complaints.join("\n")}`);
  }

  /** A page that scrolls sideways is broken on a phone. */
  async #checkWidth(page, mode, name) {
    if (MODES[mode].javaScriptEnabled === false) return;
    const [wanted, given] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return [scrollWidth, clientWidth];
    });
    if (wanted > given) this.#complaints.push(`${mode} ${name}: ${wanted} px wide on ${given}`);
  }

  async #checkAccess(page, mode, name) {
    // Evaluated by the debugger, and so not subject to the page's own content security policy.
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(
      (values) => window.axe.run(document, { runOnly: { type: "tag", values } }),
      RULES,
    );
    for (const { id, help, nodes } of violations) {
      const where = nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`);
      this.#complaints.push(`${mode} ${name}: axe ${id}: ${help}\n    ${where.join("\n    ")}`);
    }
  }
}
