// The program, serving a folder of documents, and a browser to look at it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const PROGRAM = process.env.SEARCH_PROGRAM ?? fileURLToPath(new URL("../../target/debug/search", import.meta.url));
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Nothing that is waited for takes longer, on a slow machine either. */
export const DEADLINE_MS = 30_000;

/** Serves files, given as name and text, until it is closed. */
export async function serve(files) {
  const folder = mkdtempSync(join(tmpdir(), "search-page-"));
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, "corpus", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const program = spawn(PROGRAM, ["--serve", "127.0.0.1:0", "--log", "error"], {
    cwd: folder,
    env: { ...process.env, SEARCH_CORPUS: undefined, SEARCH_INDEX: undefined },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => program.once("exit", resolve));
  const [line] = await once(createInterface({ input: program.stdout }), "line");
  const address = line.replace("listening on ", "");
  while ((await fetch(`${address}ready`)).status !== 200);
  return {
    address,
    write: (name, text) => writeFileSync(join(folder, "corpus", name), text),
    async close() {
      program.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Starts a browser. */
export function browse() {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/** Opens a page, and notes what goes wrong in it, unless the test expects it. */
export async function open(browser, address, { expects = null, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  context.setDefaultTimeout(DEADLINE_MS);
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("dialog", (dialog) => wrong.push(`dialog: ${dialog.message()}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !expects?.test(message.text())) wrong.push(message.text());
  });
  await page.goto(address);
  return { page, wrong, close: () => context.close() };
}
