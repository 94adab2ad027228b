// Runs the tests in tests/: each file is bundled with what it tests, as the pages are, and handed
// to the runner that comes with Node. Names of files may be given to run those alone.

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "tests");
const wanted = process.argv.slice(2);
const tests = (await readdir(folder))
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();

// Inside node_modules, so that the packages the tests use are found from there.
const bundled = await mkdtemp(join(here, "node_modules", ".tests-"));
try {
  await build({
    absWorkingDir: here,
    entryPoints: tests.map((name) => join(folder, name)),
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    sourcemap: "inline",
    outdir: bundled,
    outExtension: { ".js": ".mjs" },
  });
  const files = tests.map((name) => join(bundled, name.replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(
    process.execPath,
    ["--enable-source-maps", "--test", "--test-reporter=spec", "--test-timeout=30000", ...files],
    { stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
} finally {
  await rm(bundled, { recursive: true, force: true });
}
