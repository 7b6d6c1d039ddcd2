// A person at a browser, and the look at a page that finds what no page may have.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const screenshots =
  process.env.SCREENSHOTS ?? fileURLToPath(new URL("../target/screenshots", import.meta.url));

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const axeLocale = JSON.parse(readFileSync(require.resolve("axe-core/locales/zh_CN.json"), "utf8"));
const axeRun = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  // Off by default in axe; 24 px is what WCAG 2.2 AA asks for.
  rules: { "target-size": { enabled: true } },
};

/** A page of the interface may weigh this much as HTML, in bytes. */
const htmlLimit = 120_000;

/** Made by `visitor()` of an installation; `page` is Playwright's. */
export class Visitor {
  #settings;
  #host;
  /** Addresses navigated to: Chromium logs an error for each that answers 4xx, which may be what a test wants. */
  #navigated = new Set();
  #problems = [];

  constructor(page, host, settings) {
    this.page = page;
    this.#host = host;
    this.#settings = settings;
    page.on("request", (request) => this.#requested(request));
    page.on("console", (message) => this.#logged(message));
    page.on("pageerror", (error) => this.#problems.push(`script failed: ${error.message}`));
  }

  #requested(request) {
    const url = new URL(request.url());
    if (request.isNavigationRequest()) this.#navigated.add(request.url());
    if (url.protocol.startsWith("http") && url.host !== this.#host) {
      this.#problems.push(`request to another host: ${url}`);
    }
  }

  // Chromium reports what the content security policy refused as an error of the console, too.
  #logged(message) {
    const answered = message.text().startsWith("Failed to load resource");
    const expected = answered && this.#navigated.has(message.location().url);
    if (message.type() === "error" && !expected) {
      this.#problems.push(`console: ${message.text()} (${message.location().url})`);
    }
  }

  /** Opens a path and checks its status. */
  async go(path, status = 200) {
    const response = await this.page.goto(path);
    assert.equal(response.status(), status, path);
    const { length } = await response.body();
    assert.ok(length <= htmlLimit, `${path} weighs ${length} bytes, ${htmlLimit} are allowed`);
  }

  /**
   * Takes a screenshot and checks what holds for every page: no violation of WCAG 2.2 AA, no sideways scrolling,
   * no error in the console, nothing refused by the content security policy, no request to another host. With
   * script off axe is left out: it is a script itself, and its timers would never run.
   */
  async look(name) {
    const { width, theme, script } = this.#settings;
    mkdirSync(screenshots, { recursive: true });
    const file = `${name}-${width}-${theme}${script ? "" : "-noscript"}.png`;
    await this.page.screenshot({ path: join(screenshots, file), fullPage: true });
    const violations = script ? await this.#violations() : [];
    const problems = [...this.#problems, ...(await this.#sideways()), ...violations];
    assert.deepEqual(problems, [], `${name} at ${width} px, ${theme}, script ${script ? "on" : "off"}`);
  }

  async #sideways() {
    const excess = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    return excess > 0 ? [`scrolls ${excess} px sideways`] : [];
  }

  async #violations() {
    await this.page.evaluate(axeSource);
    const violations = await this.page.evaluate(
      async ([locale, options]) => {
        axe.configure({ locale });
        return (await axe.run(document, options)).violations;
      },
      [axeLocale, axeRun],
    );
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `axe ${id}: ${help}: ${node.target.join(" ")}`),
    );
  }

  /** Checks that the words stand on the page. */
  async shows(words) {
    const text = await this.page.locator("main").innerText();
    assert.ok(text.includes(words), `${words} is not on ${this.page.url()}:\n${text}`);
  }

  /** Opens a path again and again until the words stand there: what a job does may take a moment. */
  async until(path, words) {
    for (let times = 0; times < 50; times += 1) {
      await this.go(path);
      if ((await this.page.locator("main").innerText()).includes(words)) return;
    }
    assert.fail(`${words} did not appear on ${path}`);
  }

  /** Closes this person's browser. */
  async leave() {
    await this.page.context().close();
  }
}
