// Compiles the page's scripts into the one file that the program contains; with --check only tells whether it is so.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const page = new URL("../../src/bin/search/page/", import.meta.url);
const target = new URL("page.js", page);
const made = await build({
  entryPoints: [fileURLToPath(new URL("source/main.ts", page))],
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  banner: { js: "// Compiled from source/*.ts by tests/page/build.mjs; not written by hand." },
  write: false,
});
const text = made.outputFiles[0].text.replaceAll(/^\/\/ .*source\//gm, "// source/");
if (process.argv.includes("--check")) {
  const kept = await readFile(target, "utf8").catch(() => "");
  if (kept !== text) {
    console.error("src/bin/search/page/page.js is not what its source gives; run npm run build in tests/page");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
