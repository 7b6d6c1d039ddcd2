// What every browser test needs: an installation running on its own port and data, a fresh Chromium, and visitors.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Visitor } from "./visitor.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
export const binary = process.env.YIZHAN ?? join(here, "../target/debug/yizhan");
const browserBinary = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Chromium asks Google's hosts for this and that unless each of these tells it not to. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starting a debug build on a busy machine. */
const startLimit = 120_000;
/** One step of a page. */
const stepLimit = 20_000;

/** The widths every page must serve: a phone, a tablet, a desktop. */
export const widths = [360, 768, 1280];

/** Starts the demo and a browser. Call `close()` on the result when done, also after a failure. */
export async function open() {
  assert.ok(existsSync(binary), `${binary} is not built: run cargo build`);
  const folder = await mkdtemp(join(tmpdir(), "yizhan-browser-"));
  const demo = await startDemo(folder);
  try {
    const browser = await chromium.launch({ executablePath: browserBinary, headless: true, args: flags });
    return new Installation(folder, demo, browser);
  } catch (error) {
    demo.process.kill();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Starts `yizhan demo` with its small data set and waits until it answers. */
async function startDemo(folder) {
  const port = 20_000 + (process.pid % 20_000);
  const url = `http://127.0.0.1:${port}`;
  const links = join(folder, "links");
  const place = ["--listen", `127.0.0.1:${port}`, "--data", join(folder, "data"), "--links", links];
  // The kernel stops the server when this process dies, however it dies.
  const command = ["--pdeathsig", "TERM", binary, "demo", "--size", "small", ...place];
  const child = spawn("setpriv", command, { stdio: ["ignore", "ignore", "inherit"] });
  const until = Date.now() + startLimit;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return { process: child, url, links: await readLinks(links) };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill();
  throw new Error(`yizhan demo did not start (exit code ${child.exitCode})`);
}

/** One-time links by role: a JSON object a line with `role`, `name` and `url`. */
async function readLinks(file) {
  const lines = (await readFile(file, "utf8")).trim().split("\n").map((line) => JSON.parse(line));
  return new Map(lines.map(({ role, url }) => [role, url]));
}

/** A running demo with a browser. */
class Installation {
  #folder;
  #demo;
  #browser;
  /** Cookies by role: a one-time link works once, its session serves every later visit. */
  #sessions = new Map();

  constructor(folder, demo, browser) {
    this.#folder = folder;
    this.#demo = demo;
    this.#browser = browser;
  }

  /** Address of the demo, without a closing slash. */
  get url() {
    return this.#demo.url;
  }

  /**
   * Somebody with a browser of their own: `width` in px, `theme` light or dark, `script` on or off, `as` a role
   * of the links file, such as `firm-owner` (nobody signed in when left out).
   */
  async visitor({ width = 1280, theme = "light", script = true, as } = {}) {
    const settings = {
      baseURL: this.url,
      viewport: { width, height: width < 600 ? 740 : 800 },
      colorScheme: theme,
      javaScriptEnabled: script,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
      storageState: as && (await this.#session(as)),
    };
    const context = await this.#browser.newContext(settings);
    context.setDefaultTimeout(stepLimit);
    const { host } = new URL(this.url);
    return new Visitor(await context.newPage(), host, { width, theme, script });
  }

  async #session(role) {
    if (!this.#sessions.has(role)) {
      const link = this.#demo.links.get(role);
      assert.ok(link, `no sign-in link for ${role}; there are ${[...this.#demo.links.keys()].join(", ")}`);
      const context = await this.#browser.newContext({ baseURL: this.url });
      const page = await context.newPage();
      await page.goto(link);
      // A link opens a page with a button, so that a mail program that follows links does not use it up.
      const button = page.locator("main form button").first();
      if (new URL(page.url()).pathname === new URL(link, this.url).pathname) await button.click();
      this.#sessions.set(role, await context.storageState());
      await context.close();
    }
    return this.#sessions.get(role);
  }

  /** Stops the browser and the demo and removes its data. */
  async close() {
    await this.#browser.close();
    const { process: demo } = this.#demo;
    if (demo.exitCode === null && demo.signalCode === null) {
      const ended = once(demo, "exit");
      demo.kill();
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
