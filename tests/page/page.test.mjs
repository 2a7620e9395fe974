// The page as people use it, in Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PAYLOADS } from "./payloads.mjs";
import { browse, open, serve } from "./served.mjs";

const LONG = Array.from({ length: 60 }, (_, at) => `## Part ${at}\n\nThe delta has ${at} arms.\n`).join("\n");
const FILES = {
  "mali.md": `# Mali\n\nA land of rivers.\n\n## Rivers\n\nThe Niger flows **north**, then east.\n\n## Cities\n\nBamako lies on the Niger.\n`,
  "chad.txt": "Chad\n\nThe Chari flows north into a lake.\n",
  "zürich/straße.md": "# Zürich\n\nÜber die Brücke 🚋 fährt die Straßenbahn zum Fluss Limmat.\n",
  "long.md": `# Long\n\n${LONG}`,
};

let browser;
let served;

before(async () => {
  [browser, served] = await Promise.all([browse(), serve(FILES)]);
});

after(async () => {
  await browser?.close();
  await served?.close();
});

/** Opens a path of the page, and lets the test use it. */
async function at(path, use, options) {
  const opened = await open(browser, new URL(path, served.address).href, options);
  try {
    await use(opened.page);
    assert.deepEqual(opened.wrong, []);
  } catch (error) {
    // What was there instead tells more than what was missing.
    const shown = await opened.page.locator("body").innerText();
    throw new Error(`${error.message}\nwrong: ${opened.wrong}\nshown: ${shown}`, { cause: error });
  } finally {
    await opened.close();
  }
}

const titles = (page) => page.locator(".hit h2").allTextContents();
const has = (page, text) => page.locator(".hit h2", { hasText: text }).first().waitFor();

test("typing finds, and marks what was typed", () =>
  at("/", async (page) => {
    await page.getByRole("searchbox").pressSequentially("nig");
    await has(page, "Rivers");
    assert.deepEqual(await page.locator(".hit mark").allTextContents(), ["Niger", "Niger"]);
    assert.equal(await page.getByRole("status").textContent(), "2 passages");
    assert.match(page.url(), /\?q=nig$/);
    await page.locator("#freshness", { hasText: "Up to date" }).waitFor();
  }));

test("marks stand where they belong after letters of several bytes", () =>
  at("/?q=straßenbahn", async (page) => {
    await has(page, "Zürich");
    await page.locator("#freshness", { hasText: "Up to date, indexed" }).waitFor();
    assert.deepEqual(await page.locator(".hit mark").allTextContents(), ["Straßenbahn"]);
  }));

test("what is typed is completed", () =>
  at("/", async (page) => {
    await page.getByRole("searchbox").pressSequentially("riv");
    const suggestion = page.getByRole("group", { name: "Suggestions" }).getByRole("link", { name: "Rivers" });
    await suggestion.first().click();
    await page.getByRole("heading", { name: "Mali", level: 1 }).waitFor();
    await page.locator("section[aria-current]", { hasText: "flows" }).waitFor();
  }));

test("the keyboard does it all", () =>
  at("/?q=north", async (page) => {
    await has(page, "Rivers");
    await page.locator("#freshness", { hasText: "indexed" }).waitFor();
    const box = page.getByRole("searchbox");
    // In the box it would be a letter like others.
    await box.blur();
    await page.keyboard.press("/");
    assert.equal(await box.inputValue(), "north");
    assert.ok(await box.evaluate((it) => it === document.activeElement));
    await box.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    assert.equal(await focused(), (await titles(page))[1]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.locator("article section[aria-current]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("article").waitFor({ state: "hidden" });
    assert.equal(await focused(), (await titles(page))[0]);
    await page.keyboard.press("ArrowUp");
    assert.ok(await box.evaluate((it) => it === document.activeElement));
  }));

test("keys stay at their hit while the answer comes again", () =>
  at("/?q=north", async (page) => {
    await has(page, "Rivers");
    await page.locator("#freshness", { hasText: "Up to date" }).waitFor();
    let asked = 0;
    await page.route("**/search?*", async (route) => {
      const answer = await route.fetch();
      const told = await answer.json();
      asked += 1;
      // The first answer is told to be stale, so that the page asks again.
      if (asked === 1) told.freshness = { ...told.freshness, state: "stale", changed: 1 };
      await route.fulfill({ response: answer, json: told });
    });
    await page.getByRole("searchbox").fill("north ");
    await page.locator("#freshness", { hasText: "1 file changed" }).waitFor();
    await page.getByRole("searchbox").press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    const first = await focused();
    assert.equal(first, (await titles(page))[0]);
    await page.locator("#freshness", { hasText: "Up to date" }).waitFor();
    assert.equal(await focused(), first);
  }));

test("what is opened stays open, whatever was typed just before", () =>
  at("/?q=north", async (page) => {
    await has(page, "Rivers");
    await page.locator("#freshness", { hasText: "indexed" }).waitFor();
    await page.clock.install();
    await page.evaluate(() => {
      const box = document.querySelector("#q");
      box.value = "north ";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector(".hit a").click();
    });
    await page.locator("article section[aria-current]").waitFor();
    await page.clock.runFor(1000);
    assert.ok(await page.locator("article section[aria-current]").isVisible());
    assert.match(page.url(), /open=/);
  }));

test("a document is asked for again while the server is busy", () =>
  at(
    "/?q=niger",
    async (page) => {
      await has(page, "Cities");
      let asked = 0;
      await page.route("**/outline?*", async (route) => {
        asked += 1;
        if (asked > 1) return route.continue();
        const detail = "others are searching; try again";
        await route.fulfill({ status: 503, contentType: "application/problem+json", json: { status: 503, detail } });
      });
      await page.locator(".hit a", { hasText: "Cities" }).click();
      await page.getByRole("status").filter({ hasText: "others are searching" }).waitFor();
      await page.locator("article section[aria-current]", { hasText: "Bamako" }).waitFor();
      assert.equal(asked, 2);
    },
    { expects: /status of 503/ },
  ));

test("filters leave out, and are told", () =>
  at(
    "/?q=north",
    async (page) => {
      await page.locator(".hit").nth(1).waitFor();
      await page.getByText("Filters").click();
      await page.getByLabel("Type").fill("txt");
      await page.locator(".hit").nth(1).waitFor({ state: "detached" });
      assert.deepEqual(await titles(page), ["Chad"]);
      assert.equal(await page.locator("#filter-count").textContent(), " (1)");
      await page.getByLabel("Type").fill("");
      await page.getByLabel("Path").fill("!chad.txt");
      await page.locator(".hit h2", { hasText: "Chad" }).waitFor({ state: "detached" });
      await has(page, "Rivers");
      await page.getByLabel("Date").fill("soon");
      await page.getByRole("status").filter({ hasText: "soon" }).waitFor();
    },
    { expects: /status of 400/ },
  ));

test("a document opens at the passage, with its outline, and the words marked", () =>
  at("/?q=niger", async (page) => {
    await page.locator(".hit a", { hasText: "Cities" }).click();
    const open = page.locator("article section[aria-current]");
    await open.waitFor();
    assert.match(await open.textContent(), /Bamako lies on the Niger/);
    assert.deepEqual(await page.locator("article mark").allTextContents(), ["Niger", "Niger"]);
    // The heading is shown once, without its signs.
    assert.ok(!(await page.locator("article").textContent()).includes("##"));
    const outline = page.getByRole("navigation", { name: "Outline" });
    assert.deepEqual(await outline.getByRole("link").allTextContents(), ["Beginning", "Rivers", "Cities"]);
    await outline.getByRole("link", { name: "Rivers" }).click();
    await page.locator("article section[aria-current]", { hasText: "flows" }).waitFor();
    await page.goBack();
    await page.locator("article section[aria-current]", { hasText: "Bamako" }).waitFor();
    await page.goBack();
    await page.locator("article").waitFor({ state: "hidden" });
    assert.equal((await titles(page)).length, 2);
  }));

test("a link leads to the place", () =>
  at("/?q=delta&open=long.md%23part-55", async (page) => {
    const open = page.locator("article section[aria-current]", { hasText: "The delta has 55 arms" });
    await open.waitFor();
    await page.waitForFunction(() => {
      const box = document.querySelector("section[aria-current]").getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight;
    });
    assert.equal(await open.locator("mark").textContent(), "delta");
  }));

test("more hits are added below", () =>
  at("/?q=delta", async (page) => {
    await page.locator(".hit").nth(19).waitFor();
    await page.getByRole("link", { name: "More", exact: true }).click();
    await page.locator(".hit").nth(39).waitFor();
    assert.equal(new Set(await titles(page)).size, 40);
  }));

test("a file that is written is found at once", () =>
  at("/?q=zambezi", async (page) => {
    await page.getByRole("status").filter({ hasText: "Nothing found" }).waitFor();
    served.write("zambia.md", "# Zambia\n\nThe Zambezi falls.\n");
    await page.getByRole("searchbox").press("End");
    await page.getByRole("searchbox").pressSequentially(" ");
    await has(page, "Zambia");
  }));

test("without scripts the page finds and reads, too", () =>
  at(
    "/",
    async (page) => {
      await page.getByRole("searchbox").fill("niger");
      await page.getByRole("button", { name: "Search" }).click();
      assert.deepEqual((await titles(page)).sort(), ["Mali›Cities", "Mali›Rivers"]);
      assert.deepEqual(await page.locator(".hit mark").allTextContents(), ["Niger", "Niger"]);
      await page.locator(".hit a", { hasText: "Cities" }).click();
      assert.match(await page.locator("article section[aria-current]").textContent(), /Bamako/);
      await page.getByRole("link", { name: "← Results" }).click();
      assert.equal((await titles(page)).length, 2);
    },
    { javaScriptEnabled: false },
  ));

test("nothing is wider than a phone", async () => {
  const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };
  for (const path of ["/", "/?q=niger&type=md", "/?q=niger&open=mali.md%23rivers", "/?q=delta&open=long.md"]) {
    await at(
      path,
      async (page) => {
        await page.locator(path === "/" ? "#form" : path.includes("open") ? "article section" : ".hit").first().waitFor();
        const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.deepEqual(widths, [320, 320], path);
      },
      phone,
    );
  }
});

test("everybody can use it", async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const colorScheme of ["light", "dark"]) {
    for (const path of ["/", "/?q=niger&type=md", "/?q=niger&open=mali.md%23cities"]) {
      const ready = path === "/" ? "#form" : path.includes("open") ? "article section" : ".hit";
      await at(
        path,
        async (page) => {
          await page.locator(ready).first().waitFor();
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => globalThis.axe.run());
          const told = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((it) => it.html)}`);
          assert.deepEqual(told, [], `${path} in ${colorScheme}`);
        },
        { colorScheme, bypassCSP: true },
      );
    }
  }
});

test("no text is taken for markup, in text, headings, names or queries", async () => {
  const files = PAYLOADS.map((payload, at) => {
    const name = `${payload.replaceAll("/", "").slice(0, 120)} ${at}.md`;
    return [name, `# wort${at} ${payload}\n\n## ${payload}\n\nText${at}: ${payload}\n\n\`\`\`\n${payload}\n\`\`\`\n`];
  });
  const hostile = await serve(Object.fromEntries(files));
  const opened = await open(browser, hostile.address);
  const { page, wrong } = opened;
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`refused: ${event.violatedDirective}`));
  });
  const alien = () =>
    page.evaluate(() => ({
      ran: "ran" in window,
      scripts: document.querySelectorAll("script").length,
      others: document.querySelectorAll("img, svg, iframe, object, embed, style, base, video, audio, math, marquee, select, textarea").length,
      links: [...document.querySelectorAll("a")].filter((it) => !/^https?:$/.test(it.protocol)).length,
      handlers: [...document.querySelectorAll("*")].filter((it) => it.getAttributeNames().some((name) => name.startsWith("on"))).length,
    }));
  const nothing = { ran: false, scripts: 1, others: 0, links: 0, handlers: 0 };
  try {
    for (const [at, payload] of PAYLOADS.entries()) {
      await page.goto(`${hostile.address}?q=${encodeURIComponent(`wort${at} ${payload}`)}`);
      await page.locator("#freshness", { hasText: "indexed" }).waitFor();
      assert.deepEqual(await alien(), nothing, payload);
      await page.locator(".hit a").first().click();
      await page.locator("article section").first().waitFor();
      assert.deepEqual(await alien(), nothing, payload);
    }
    assert.deepEqual(wrong, []);
    assert.ok(PAYLOADS.length * 4 >= 200);
  } finally {
    await opened.close();
    await hostile.close();
  }
});
