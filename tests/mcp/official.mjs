// The program through the protocol's own clients for TypeScript, of both generations, which check each answer against
// the schema of its tool.
//
//     node official.mjs PROGRAM FOLDER_OF_NODE_MODULES

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [program, modules] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(modules, "/"));
const generations = ["@modelcontextprotocol/sdk/client/index.js @modelcontextprotocol/sdk/client/stdio.js",
  "@modelcontextprotocol/client @modelcontextprotocol/client/stdio"];

async function claimAll(client) {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name), ["search", "read", "outline", "status"]);
  const call = async (name, given) => {
    const result = await client.callTool({ name, arguments: given });
    assert.ok(!result.isError, JSON.stringify(result));
    assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
    return result.structuredContent;
  };
  const [hit] = (await call("search", { query: "niger flows" })).hits;
  assert.equal(hit.id, "mali.md#rivers");
  assert.equal(hit.untrusted, true);
  const read = await call("read", { id: hit.id });
  assert.equal(read.text, "## Rivers\n\nThe Niger flows north.\n");
  await call("outline", {});
  await call("outline", { path: "mali.md" });
  assert.equal((await call("status", {})).documents, 1);
  const refused = await client.callTool({ name: "read", arguments: { id: hit.id, page: 2 } });
  assert.ok(refused.isError && refused.content[0].text.startsWith('unknown argument "page"'));
}

const folder = mkdtempSync(join(tmpdir(), "search-"));
try {
  const corpus = join(folder, "corpus");
  mkdirSync(corpus);
  writeFileSync(join(corpus, "mali.md"), "# Mali\n\n## Rivers\n\nThe Niger flows north.\n");
  for (const generation of generations) {
    const [main, stdio] = generation.split(" ").map((name) => require(name));
    const client = new main.Client({ name: "test", version: "1" });
    await client.connect(new stdio.StdioClientTransport({ command: program, args: ["--mcp", "--corpus", corpus] }));
    await claimAll(client);
    await client.close();
    console.log(`official.mjs: ${generation.split(" ")[0]}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
